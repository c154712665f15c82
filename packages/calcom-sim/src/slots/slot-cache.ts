/** Cal.com repeats an answer of the slots for two seconds: a slot that was just booked is still listed. */
export class SlotCache {
  readonly #elapsed: () => number
  readonly #ttlMs: number
  readonly #entries = new Map<string, { untilMs: number; starts: readonly number[] }>()

  constructor(elapsed: () => number, ttlMs: number) {
    this.#elapsed = elapsed
    this.#ttlMs = ttlMs
  }

  get(key: string, load: () => readonly number[]): readonly number[] {
    const nowMs = this.#elapsed()
    const entry = this.#entries.get(key)
    if (entry && entry.untilMs > nowMs) return entry.starts
    const starts = load()
    if (this.#entries.size > 5000) this.#entries.clear()
    this.#entries.set(key, { untilMs: nowMs + this.#ttlMs, starts })
    return starts
  }

  clear(): void {
    this.#entries.clear()
  }
}
