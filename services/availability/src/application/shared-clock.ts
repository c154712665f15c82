import type { Clock } from '@calbridge/core'

/**
 * The time of all processes: Redis' clock, as last heard. Steps of this machine's own clock do not move it.
 * Until anything was heard, and while Redis is away from the start, it is the machine's.
 */
export class SharedClock {
  readonly #clock: Clock
  #aheadMs: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  observe(nowMs: number): void {
    this.#aheadMs = nowMs - this.#clock.monotonic()
  }

  now(): number {
    return this.#aheadMs === undefined ? this.#clock.now() : Math.floor(this.#clock.monotonic() + this.#aheadMs)
  }
}
