/** What happened in a schedule, for whoever has to understand why it failed. Only the end of a long one is kept. */
export class Trace {
  readonly #lines: (readonly [ms: number, who: string, what: string])[] = []
  readonly #most: number
  #dropped = 0

  constructor(most = 2_000) {
    this.#most = most
  }

  note(ms: number, who: string, what: string): void {
    this.#lines.push([ms, who, what])
    if (this.#lines.length < 2 * this.#most) return
    this.#dropped += this.#most
    this.#lines.splice(0, this.#most)
  }

  /** A line for each step: when (virtual milliseconds), who, what. */
  toString(): string {
    const lines = this.#lines.map(([ms, who, what]) => `${ms.toFixed(3).padStart(12)}  ${who.padEnd(8)} ${what}`)
    return [...(this.#dropped > 0 ? [`… ${this.#dropped} lines before`] : []), ...lines].join('\n')
  }
}
