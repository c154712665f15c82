import type { Limits } from '@calbridge/contracts'
import { type LimitName, quotaOf } from '../domain/limits.ts'
import type { Quota, RateLimiter, Taken } from '../domain/rate-limiter.ts'
import { HttpError } from './http-error.ts'

export interface Limited {
  /** Whose requests are counted together: a tenant, or where the tenant is not known, the sender. */
  readonly who: string
  readonly limits: Limits | undefined
  readonly nowMs: number
}

/** Counts a request; gives the headers that tell the caller how it stands. Throws 429 with the same headers. */
export async function countRequest(
  limiter: RateLimiter,
  name: LimitName,
  { who, limits, nowMs }: Limited,
): Promise<Record<string, string>> {
  const quota = quotaOf(name, limits)
  const taken = await limiter.take(`{${who}}:limit:${name}`, quota)
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
