import { AppError, type Clock } from '@calbridge/core'

/** When a caller stops waiting. Bounds the waiting, not the work that others wait for as well. */
export class Deadline {
  readonly #clock: Clock
  readonly #atMs: number
  readonly #retryAfterMs: number

  /** `retryAfterMs` is told to the caller whose time ran out: the work goes on and may be done by then. */
  constructor(clock: Clock, withinMs: number, retryAfterMs = 1_000) {
    this.#clock = clock
    this.#atMs = clock.monotonic() + withinMs
    this.#retryAfterMs = retryAfterMs
  }

  get remainingMs(): number {
    return Math.max(0, this.#atMs - this.#clock.monotonic())
  }

  /** The result, or AppError `deadline_exceeded` once the time is up. */
  async race<T>(work: Promise<T>, mostMs = Number.POSITIVE_INFINITY): Promise<T> {
    const done = new AbortController()
    const late = this.#clock.sleep(Math.min(mostMs, this.remainingMs), done.signal).then(() => {
      throw new AppError('deadline_exceeded', 'no answer in time', { reason: 'deadline', retryAfterMs: this.#retryAfterMs })
    })
    late.catch(() => {}) // cut short below when the work was faster
    try {
      return await Promise.race([work, late])
    } finally {
      done.abort()
    }
  }
}
