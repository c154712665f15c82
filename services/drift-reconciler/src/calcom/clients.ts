import { type CalcomClient, calcomClient, type Keyring, redisBreaker, redisBudget } from '@calbridge/calcom'
import { type Credential, credentialContext } from '@calbridge/contracts'
import type { Clock, Scope } from '@calbridge/core'
import type { Redis } from 'ioredis'

export interface ClientsOptions {
  readonly keyring: Keyring
  readonly redis: Redis
  readonly clock: Clock
  /** See the budget's own; the spans only differ in tests. */
  readonly firstUse: 'silent' | 'ready'
  readonly windowMs: number | undefined
  readonly burstMs: number | undefined
  readonly blockMs: number | undefined
}

export type ClientOf = (tenant: string, credential: Credential) => CalcomClient

/** A client per key of Cal.com, kept while key and address stay the same. Throws AppError when the sealed key can't be opened. */
export function calcomClients(options: ClientsOptions, scope: Scope): ClientOf {
  const clients = new Map<string, CalcomClient>()
  return (tenant, credential) => {
    const name = `${credential.baseUrl} ${credential.fingerprint} ${credential.callsPerMinute}`
    const client = clients.get(name) ?? connect(options, tenant, credential, scope)
    clients.set(name, client)
    return client
  }
}

function connect({ keyring, redis, clock, firstUse, ...spans }: ClientsOptions, tenant: string, credential: Credential, scope: Scope) {
  const { fingerprint, baseUrl, callsPerMinute } = credential
  const apiKey = keyring.open(credential.encryptedKey, credential.keyId, credentialContext(tenant, credential.id))
  const limits = {
    ...(callsPerMinute > 0 && { windowCap: callsPerMinute }),
    ...(spans.windowMs !== undefined && { windowMs: spans.windowMs }),
    ...(spans.burstMs !== undefined && { burstMs: spans.burstMs }),
    ...(spans.blockMs !== undefined && { blockMs: spans.blockMs }),
  }
  const budget = redisBudget({ redis, fingerprint, clock, limits, firstUse })
  scope.defer('Cal.com budget', () => budget.close())
  const client = calcomClient({ baseUrl, apiKey, fingerprint, budget, breaker: redisBreaker({ redis, fingerprint, clock }), clock })
  scope.defer('Cal.com client', () => client.close())
  return client
}
