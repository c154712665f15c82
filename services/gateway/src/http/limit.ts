import type { Limits } from '@calbridge/contracts'
import { type LimitName, quotaOf } from '../domain/limits.ts'
import type { Quota, RateLimiter, Taken } from '../domain/rate-limiter.ts'
import { HttpError } from './http-error.ts'

export interface Limited {
  /** Whose requests are counted together: a tenant, or where the tenant is not known yet, the sender. */
  readonly who: string
  readonly limits: Limits | undefined
  readonly nowMs: number
}

/** Counts a request; gives the headers that tell the caller how it stands. Throws 429 with the same headers. */
export async function countRequest(limiter: Pick<RateLimiter, 'take'>, name: LimitName, limited: Limited): Promise<Record<string, string>> {
  return verdict(name, limited, await limiter.take(...counter(name, limited)))
}

/** As `countRequest`, for a request of which it is not known yet whether it counts. */
export async function checkLimit(limiter: Pick<RateLimiter, 'look'>, name: LimitName, limited: Limited): Promise<void> {
  verdict(name, limited, await limiter.look(...counter(name, limited)))
}

/** Counts a request that was served before it was known whose it is. */
export const noteRequest = (limiter: Pick<RateLimiter, 'take'>, name: LimitName, limited: Limited): Promise<unknown> =>
  limiter.take(...counter(name, limited))

const counter = (name: LimitName, { who, limits }: Limited): [string, Quota] => [`{${who}}:limit:${name}`, quotaOf(name, limits)]

function verdict(name: LimitName, { limits, nowMs }: Limited, taken: Taken): Record<string, string> {
  const quota = quotaOf(name, limits)
  const headers = headersOf(name, quota, taken, nowMs)
  if (!taken.allowed)
    throw new HttpError(429, 'Too many requests. Please slow down.', {
      reason: 'rate_limit_exceeded',
      retryAfterMs: taken.retryAfterMs,
      headers,
    })
  return headers
}

// The old headers and those of the IETF draft.
const headersOf = (name: LimitName, { limit, windowMs }: Quota, { remaining, resetMs }: Taken, nowMs: number) => ({
  'X-RateLimit-Limit': String(limit),
  'X-RateLimit-Remaining': String(remaining),
  'X-RateLimit-Reset': String(Math.ceil((nowMs + resetMs) / 1_000)),
  'RateLimit-Policy': `"${name}";q=${limit};w=${Math.ceil(windowMs / 1_000)}`,
  RateLimit: `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`,
})
