import type { Clock } from '@calbridge/core'

/**
 * The time of all processes: Redis' clock, as last heard. Steps of this machine's own clock do not move it.
 * Until anything was heard, and while Redis is away from the start, it is the machine's.
 */
export class SharedClock implements Clock {
  readonly #clock: Clock
  #aheadMs: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  monotonic(): number {
    return this.#clock.monotonic()
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms, signal)
  }

  observe(nowMs: number): void {
    this.#aheadMs = nowMs - this.#clock.monotonic()
  }

  now(): number {
    return this.#aheadMs === undefined ? this.#clock.now() : Math.floor(this.#clock.monotonic() + this.#aheadMs)
  }
}
