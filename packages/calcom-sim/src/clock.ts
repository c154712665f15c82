/**
 * The simulator's time. It ticks with the machine's, from wherever it was set.
 * `elapsed` never goes back when the date is set, so that windows and caches survive it.
 */
export class SimClock {
  #offsetMs = 0
  #advancedMs = 0
  #frozenAtMs: number | null = null

  /** Milliseconds since the epoch, whole. */
  now(): number {
    return this.#frozenAtMs ?? Math.floor(Date.now() + this.#offsetMs)
  }

  /** Whole milliseconds since the start, plus what was skipped by `advance`. */
  elapsed(): number {
    return Math.floor(performance.now()) + this.#advancedMs
  }

  set(nowMs: number): void {
    this.#offsetMs = nowMs - Date.now()
    if (this.#frozenAtMs !== null) this.#frozenAtMs = nowMs
  }

  advance(ms: number): void {
    this.#offsetMs += ms
    this.#advancedMs += ms
    if (this.#frozenAtMs !== null) this.#frozenAtMs += ms
  }

  offset(ms: number): void {
    this.#offsetMs = ms
  }

  freeze(frozen: boolean): void {
    if (!frozen && this.#frozenAtMs !== null) this.#offsetMs = this.#frozenAtMs - Date.now()
    this.#frozenAtMs = frozen ? this.now() : null
  }

  reset(): void {
    this.#offsetMs = 0
    this.#frozenAtMs = null
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const iso = (ms: number): string => new Date(ms).toISOString()
