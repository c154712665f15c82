export type IsLower = (a: number, b: number) => boolean

/**
 * Where is the lowest of a stretch of numbers? A sparse table: level n knows the lowest of every 2ⁿ neighbours, and any stretch is
 * two of those. A level costs one comparison per number and is made when the first stretch needs it; an answer costs one.
 */
export class LowestInWindow {
  readonly #numbers: Float64Array
  readonly #isLower: IsLower
  /** Positions of the lowest of `2 ** level` numbers from each position on. */
  readonly #levels: Int32Array[]

  constructor(numbers: Float64Array, isLower: IsLower) {
    this.#numbers = numbers
    this.#isLower = isLower
    this.#levels = [new Int32Array(numbers.length).map((_, at) => at)]
  }

  /** Position of the lowest from `from` up to, without, `to`; the first of equals. Undefined for an empty stretch. */
  find(from: number, to: number): number | undefined {
    if (to <= from) return undefined
    const level = 31 - Math.clz32(to - from)
    const lowest = this.#level(level)
    return this.#lower(lowest[from]!, lowest[to - 2 ** level]!)
  }

  #level(level: number): Int32Array {
    while (this.#levels.length <= level) {
      const below = this.#levels.at(-1)!
      const half = 2 ** (this.#levels.length - 1)
      const lowest = new Int32Array(Math.max(0, this.#numbers.length - 2 * half + 1))
      for (let at = 0; at < lowest.length; at++) lowest[at] = this.#lower(below[at]!, below[at + half]!)
      this.#levels.push(lowest)
    }
    return this.#levels[level]!
  }

  #lower(a: number, b: number): number {
    return this.#isLower(this.#numbers[b]!, this.#numbers[a]!) ? b : a
  }
}
