import { type CalcomClient, calcomClient, type Keyring, redisBreaker, redisBudget } from '@calbridge/calcom'
import { type Credential, credentialContext } from '@calbridge/contracts'
import { AppError, type Clock, type Scope } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import type { Redis } from 'ioredis'
import type { CalcomOf } from '../application/ports.ts'
import { type CalcomPortOptions, calcomPort } from './calcom-port.ts'

export interface CalcomOfDeps {
  readonly directory: Pick<Directory, 'tenant'>
  readonly keyring: Keyring
  readonly redis: Redis
  readonly clock: Clock
  readonly options: CalcomPortOptions & {
    readonly writeTimeoutMs: number
    readonly firstUse: 'silent' | 'ready'
    readonly windowMs: number | undefined
    readonly burstMs: number | undefined
    readonly blockMs: number | undefined
  }
}

/** A client per credential, kept while its key and address stay the same. */
export function calcomOf(deps: CalcomOfDeps, scope: Scope): CalcomOf {
  const clients = new Map<string, CalcomClient>()
  return ({ tenant, credentialId }) => {
    const credential = deps.directory.tenant(tenant)?.credentials.find(({ id }) => id === credentialId)
    if (!credential) throw new AppError('failed_precondition', 'the credential is not in the directory', { reason: 'credential_missing' })
    const name = `${credential.baseUrl} ${credential.fingerprint} ${credential.callsPerMinute}`
    const client = clients.get(name) ?? connect(deps, tenant, credential, scope)
    clients.set(name, client)
    return calcomPort(client, deps.options)
  }
}

function connect({ keyring, redis, clock, options }: CalcomOfDeps, tenant: string, credential: Credential, scope: Scope): CalcomClient {
  const { fingerprint, baseUrl, callsPerMinute } = credential
  const { windowMs, burstMs, blockMs, firstUse, writeTimeoutMs } = options
  const limits = {
    ...(callsPerMinute > 0 && { windowCap: callsPerMinute }),
    ...(windowMs !== undefined && { windowMs }),
    ...(burstMs !== undefined && { burstMs }),
    ...(blockMs !== undefined && { blockMs }),
  }
  const budget = redisBudget({ redis, fingerprint, clock, limits, firstUse })
  scope.defer('calcom budget', () => budget.close())
  const client = calcomClient({
    baseUrl,
    apiKey: keyring.open(credential.encryptedKey, credential.keyId, credentialContext(tenant, credential.id)),
    fingerprint,
    budget,
    breaker: redisBreaker({ redis, fingerprint, clock }),
    clock,
    writeTimeoutMs,
  })
  scope.defer('calcom client', () => client.close())
  return client
}
