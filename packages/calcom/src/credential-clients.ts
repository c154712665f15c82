import type { Clock, Scope } from '@calbridge/core'
import type { Redis } from 'ioredis'
import { redisBreaker } from './breaker/redis-breaker.ts'
import type { Breaker } from './breaker.ts'
import { redisBudget } from './budget/redis-budget.ts'
import type { Budget } from './budget.ts'
import { type CalcomClient, calcomClient } from './client.ts'
import type { Keyring } from './keyring.ts'
import { watchUpstream } from './upstream-gauges.ts'

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
  /** How many calls may wait for a key's budget; see the budget's own. */
  readonly waitersMax?: number | undefined
  /** How long nothing is asked of a Cal.com that did not answer; see the breaker's own. */
  readonly breakerOpenMs?: number | undefined
  /** How long a write may take; see the client's own. */
  readonly writeTimeoutMs?: number | undefined
}

/** `sealContext` is what the key was sealed with. Throws AppError when it can't be opened. */
export type ClientOf = (credential: SealedCredential, sealContext: string) => CalcomClient

/** What a key may send now, and what stops it. */
export interface Upstream {
  readonly budget: Pick<Budget, 'usage'>
  readonly breaker: Pick<Breaker, 'status' | 'reset'>
}

export interface Credentials {
  readonly clientOf: ClientOf
  /** Needs no key to be opened. */
  readonly upstreamOf: (credential: SealedCredential) => Upstream
}

/** One client per key of Cal.com, with its connections, budget and breaker, whichever tenants use it. */
export function credentials(options: CredentialClientsOptions, scope: Scope): Credentials {
  const clients = new Map<string, CalcomClient>()
  const guards = new Map<string, Guard>()
  // Here and not beside each client: made later, they would close before the servers that still use them.
  scope.defer('Cal.com budgets', () => Promise.all([...guards.values()].map(({ budget }) => budget.close())))
  scope.defer('Cal.com clients', () => Promise.all([...clients.values()].map((client) => client.close())))
  const used = watchUpstream(scope)

  const guardOf = (credential: SealedCredential): Guard => {
    const name = nameOf(credential)
    const guard = guards.get(name) ?? guardFor(options, credential)
    guards.set(name, guard)
    return guard
  }
  return {
    upstreamOf: guardOf,
    clientOf: (credential, sealContext) => {
      const name = nameOf(credential)
      const guard = guardOf(credential)
      used(credential.fingerprint, guard)
      const client = clients.get(name) ?? connect(options, credential, sealContext, guard)
      clients.set(name, client)
      return client
    },
  }
}

/** The clients alone. */
export const credentialClients = (options: CredentialClientsOptions, scope: Scope): ClientOf => credentials(options, scope).clientOf

type Guard = ReturnType<typeof guardFor>

const nameOf = ({ baseUrl, fingerprint, callsPerMinute }: SealedCredential): string => `${baseUrl} ${fingerprint} ${callsPerMinute}`

function guardFor(options: CredentialClientsOptions, { fingerprint, callsPerMinute }: SealedCredential) {
  const { redis, clock, firstUse, windowMs, burstMs, blockMs, waitersMax, breakerOpenMs } = options
  const limits = {
    ...(callsPerMinute > 0 && { windowCap: callsPerMinute }),
    ...(windowMs !== undefined && { windowMs }),
    ...(burstMs !== undefined && { burstMs }),
    ...(blockMs !== undefined && { blockMs }),
    ...(waitersMax !== undefined && { waitersMax }),
  }
  return {
    budget: redisBudget({ redis, fingerprint, clock, limits, firstUse }),
    breaker: redisBreaker({ redis, fingerprint, clock, ...(breakerOpenMs !== undefined && { limits: { openMs: breakerOpenMs } }) }),
  }
}

function connect(
  { keyring, clock, writeTimeoutMs }: CredentialClientsOptions,
  { fingerprint, baseUrl, encryptedKey, keyId }: SealedCredential,
  sealContext: string,
  guard: Guard,
): CalcomClient {
  const apiKey = keyring.open(encryptedKey, keyId, sealContext)
  return calcomClient({ baseUrl, apiKey, fingerprint, ...guard, clock, ...(writeTimeoutMs !== undefined && { writeTimeoutMs }) })
}
