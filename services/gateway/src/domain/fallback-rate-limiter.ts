import type { RateLimiter, Taken } from './rate-limiter.ts'

/** Counts with `first`; when it fails, with `second`: a limit of this process alone is better than none, and than no service. */
export const fallbackRateLimiter = (first: RateLimiter, second: RateLimiter, onFallback: (error: unknown) => void): RateLimiter => {
  const oneOf = async (ask: (limiter: RateLimiter) => Promise<Taken>): Promise<Taken> => {
    try {
      return await ask(first)
    } catch (error) {
      onFallback(error)
      return ask(second)
    }
  }
  return {
    take: (key, quota) => oneOf((limiter) => limiter.take(key, quota)),
    look: (key, quota) => oneOf((limiter) => limiter.look(key, quota)),
  }
}
