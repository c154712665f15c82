import { type CalcomClient, calcomClient, type Keyring, redisBreaker, redisBudget } from '@calbridge/calcom'
import { type Credential, credentialContext } from '@calbridge/contracts'
import { AppError, type Clock, type Scope } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import type { Redis } from 'ioredis'

export interface ClientsOptions {
  readonly directory: Pick<Directory, 'tenant'>
  readonly keyring: Keyring
  readonly redis: Redis
  readonly clock: Clock
  /** See the budget's own; the spans only differ in tests. */
  readonly firstUse: 'silent' | 'ready'
  readonly windowMs: number | undefined
  readonly blockMs: number | undefined
}

export type FindClient = (tenant: string, credentialId: string) => CalcomClient

/** One client per key of Cal.com, with its connections, its budget and its breaker, whichever tenants use it. */
export function calcomClients(options: ClientsOptions, scope: Scope): FindClient {
  const clients = new Map<string, CalcomClient>()
  // Here and not beside each client: what closes in reverse order must close after the server that uses it.
  const closers: (() => Promise<void>)[] = []
  scope.defer('Cal.com clients', () => Promise.all(closers.map((close) => close())))
  return (tenant, credentialId) => {
    const credential = options.directory.tenant(tenant)?.credentials.find(({ id }) => id === credentialId)
    if (!credential) throw new AppError('failed_precondition', 'the Cal.com key is not known', { reason: 'credential_missing' })
    const name = `${credential.baseUrl} ${credential.fingerprint} ${credential.callsPerMinute}`
    const client = clients.get(name) ?? connect(options, tenant, credential, closers)
    clients.set(name, client)
    return client
  }
}

function connect(
  { keyring, redis, clock, firstUse, ...spans }: ClientsOptions,
  tenant: string,
  credential: Credential,
  closers: (() => Promise<void>)[],
): CalcomClient {
  const { fingerprint, baseUrl, callsPerMinute } = credential
  const limits = {
    ...(callsPerMinute > 0 && { windowCap: callsPerMinute }),
    ...(spans.windowMs !== undefined && { windowMs: spans.windowMs }),
    ...(spans.blockMs !== undefined && { blockMs: spans.blockMs }),
  }
  const budget = redisBudget({ redis, fingerprint, clock, limits, firstUse })
  const apiKey = keyring.open(credential.encryptedKey, credential.keyId, credentialContext(tenant, credential.id))
  const client = calcomClient({ baseUrl, apiKey, fingerprint, budget, breaker: redisBreaker({ redis, fingerprint, clock }), clock })
  closers.push(async () => {
    await client.close()
    await budget.close()
  })
  return client
}
