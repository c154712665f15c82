export interface Quota {
  /** Requests in any window, as near as a count of two windows tells. */
  readonly limit: number
  readonly windowMs: number
}

export interface Taken {
  readonly allowed: boolean
  /** Requests that would pass now. */
  readonly remaining: number
  /** Until the current window ends. */
  readonly resetMs: number
  /** When the next request would pass; 0 if it passed. */
  readonly retryAfterMs: number
}

/** Counts requests by key. A refused one is not counted, so that a client that hammers comes in again. */
export interface RateLimiter {
  take(key: string, quota: Quota): Promise<Taken>
  /** What `take` would say now; counts nothing. */
  look(key: string, quota: Quota): Promise<Taken>
}

/** What is known of a key: requests of the window before and of this one, and how far this one has gone. */
export interface Counted {
  readonly previous: number
  readonly current: number
  readonly elapsedMs: number
}

/**
 * A sliding window from two counters: the window before counts with the share of it that still lies within
 * one window of now. Never holds more than two numbers for a key, however high the limit.
 */
const used = ({ previous, current, elapsedMs }: Counted, { windowMs }: Quota): number => previous * (1 - elapsedMs / windowMs) + current

export const fits = (counted: Counted, quota: Quota): boolean => used(counted, quota) + 1 <= quota.limit

/** What the caller is told; `counted` is the state after a request that passed, or before one that did not. */
export function taken(allowed: boolean, counted: Counted, quota: Quota): Taken {
  return {
    allowed,
    remaining: Math.max(0, Math.floor(quota.limit - used(counted, quota))),
    resetMs: quota.windowMs - counted.elapsedMs,
    retryAfterMs: allowed ? 0 : retryAfterMs(counted, quota),
  }
}

/** Solves `used + 1 <= limit` for the time: in this window if it is enough that the one before fades, else in the next. */
function retryAfterMs({ previous, current, elapsedMs }: Counted, { limit, windowMs }: Quota): number {
  if (limit < 1) return windowMs
  const fadesAt = (count: number, room: number): number => (count <= room ? 0 : windowMs * (1 - room / count))
  const inThis = limit - 1 - current
  if (inThis >= 0) return Math.max(1, Math.ceil(fadesAt(previous, inThis) - elapsedMs))
  return Math.ceil(windowMs - elapsedMs + fadesAt(current, limit - 1))
}
