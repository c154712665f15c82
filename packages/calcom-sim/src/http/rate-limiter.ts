import type { RateLimit } from '../world/types.ts'

export interface Verdict {
  readonly blocked: boolean
  readonly remaining: number
  /** Until the window or the block ends. */
  readonly resetMs: number
}

/**
 * A fixed window from the first hit; the hit over the limit blocks. Hits while blocked count too, and can
 * fill the next window, so that a caller who does not stop is blocked again and again.
 */
export class RateLimiter {
  readonly #elapsed: () => number
  readonly #trackers = new Map<string, { hits: number; windowEndsMs: number; blockEndsMs: number }>()

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed
  }

  hit(tracker: string, { limit, windowMs, blockMs }: RateLimit): Verdict {
    const nowMs = this.#elapsed()
    const state = this.#state(tracker)
    if (state.windowEndsMs <= nowMs) {
      state.hits = 0
      state.windowEndsMs = nowMs + windowMs
    }
    state.hits++
    if (state.blockEndsMs <= nowMs && state.hits > limit) state.blockEndsMs = nowMs + blockMs
    const blocked = state.blockEndsMs > nowMs
    return {
      blocked,
      remaining: blocked ? 0 : Math.max(0, limit - state.hits),
      resetMs: (blocked ? state.blockEndsMs : state.windowEndsMs) - nowMs,
    }
  }

  block(tracker: string, forMs: number): void {
    this.#state(tracker).blockEndsMs = this.#elapsed() + forMs
  }

  clear(): void {
    this.#trackers.clear()
  }

  #state(tracker: string) {
    const known = this.#trackers.get(tracker)
    if (known) return known
    const fresh = { hits: 0, windowEndsMs: 0, blockEndsMs: 0 }
    this.#trackers.set(tracker, fresh)
    return fresh
  }
}
