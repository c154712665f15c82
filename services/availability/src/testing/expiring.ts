interface Kept<Value> {
  readonly value: Value
  readonly untilMs: number
}

/** Keys that go by themselves, as Redis has them. */
export class Expiring<Value> {
  readonly #kept = new Map<string, Kept<Value>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  get(key: string): Value | undefined {
    return this.#living(key)?.value
  }

  /** How much longer it lives; 0 when it does not. */
  remainingMs(key: string): number {
    const kept = this.#living(key)
    return kept ? kept.untilMs - this.#now() : 0
  }

  set(key: string, value: Value, ttlMs = Number.POSITIVE_INFINITY): void {
    this.#kept.set(key, { value, untilMs: this.#now() + ttlMs })
  }

  /** Lives so much longer from now, if it lives. */
  renew(key: string, ttlMs: number): void {
    const kept = this.#living(key)
    if (kept) this.set(key, kept.value, ttlMs)
  }

  delete(key: string): void {
    this.#kept.delete(key)
  }

  clear(): void {
    this.#kept.clear()
  }

  #living(key: string): Kept<Value> | undefined {
    const kept = this.#kept.get(key)
    return kept && kept.untilMs > this.#now() ? kept : undefined
  }
}
