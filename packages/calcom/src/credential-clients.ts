import type { Clock, Scope } from '@calbridge/core'
import type { Redis } from 'ioredis'
import { redisBreaker } from './breaker/redis-breaker.ts'
import { redisBudget } from './budget/redis-budget.ts'
import { type CalcomClient, calcomClient } from './client.ts'
import type { Keyring } from './keyring.ts'

/** What names a key of Cal.com: the directory's credential, and what its sealed key is bound to. */
export interface SealedCredential {
  readonly baseUrl: string
  readonly encryptedKey: Uint8Array
  readonly keyId: string
  readonly fingerprint: string
  /** 0 for Cal.com's default. */
  readonly callsPerMinute: number
}

export interface CredentialClientsOptions {
  readonly keyring: Pick<Keyring, 'open'>
  readonly redis: Redis
  readonly clock: Clock
  /** See the budget's own. */
  readonly firstUse: 'silent' | 'ready'
  /** Spans of Cal.com's limit that only tests shorten. */
  readonly windowMs?: number | undefined
  readonly burstMs?: number | undefined
  readonly blockMs?: number | undefined
  /** How long nothing is asked of a Cal.com that did not answer; see the breaker's own. */
  readonly breakerOpenMs?: number | undefined
  /** How long a write may take; see the client's own. */
  readonly writeTimeoutMs?: number | undefined
}

/** `sealContext` is what the key was sealed with. Throws AppError when it can't be opened. */
export type ClientOf = (credential: SealedCredential, sealContext: string) => CalcomClient

/** One client per key of Cal.com, with its connections, budget and breaker, whichever tenants use it. */
export function credentialClients(options: CredentialClientsOptions, scope: Scope): ClientOf {
  const clients = new Map<string, CalcomClient>()
  // Here and not beside each client: made later, they would close before the servers that still use them.
  const closers: (() => Promise<void>)[] = []
  scope.defer('Cal.com clients', () => Promise.all(closers.map((close) => close())))
  return (credential, sealContext) => {
    const name = `${credential.baseUrl} ${credential.fingerprint} ${credential.callsPerMinute}`
    const client = clients.get(name) ?? connect(options, credential, sealContext, closers)
    clients.set(name, client)
    return client
  }
}

function connect(
  { keyring, redis, clock, firstUse, windowMs, burstMs, blockMs, breakerOpenMs, writeTimeoutMs }: CredentialClientsOptions,
  { fingerprint, baseUrl, callsPerMinute, encryptedKey, keyId }: SealedCredential,
  sealContext: string,
  closers: (() => Promise<void>)[],
): CalcomClient {
  const apiKey = keyring.open(encryptedKey, keyId, sealContext)
  const limits = {
    ...(callsPerMinute > 0 && { windowCap: callsPerMinute }),
    ...(windowMs !== undefined && { windowMs }),
    ...(burstMs !== undefined && { burstMs }),
    ...(blockMs !== undefined && { blockMs }),
  }
  const budget = redisBudget({ redis, fingerprint, clock, limits, firstUse })
  const breaker = redisBreaker({ redis, fingerprint, clock, ...(breakerOpenMs !== undefined && { limits: { openMs: breakerOpenMs } }) })
  const client = calcomClient({
    baseUrl,
    apiKey,
    fingerprint,
    budget,
    breaker,
    clock,
    ...(writeTimeoutMs !== undefined && { writeTimeoutMs }),
  })
  closers.push(async () => {
    await client.close()
    await budget.close()
  })
  return client
}
