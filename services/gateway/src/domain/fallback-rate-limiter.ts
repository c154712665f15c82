import type { RateLimiter } from './rate-limiter.ts'

/** Counts with `first`; when it fails, with `second`: a limit of this process alone is better than none, and than no service. */
export const fallbackRateLimiter = (first: RateLimiter, second: RateLimiter, onFallback: (error: unknown) => void): RateLimiter => ({
  take: async (key, quota) => {
    try {
      return await first.take(key, quota)
    } catch (error) {
      onFallback(error)
      return second.take(key, quota)
    }
  },
})
