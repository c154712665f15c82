/**
 * Remembers which places were changed lately, so that what was read before a change is not kept after it:
 * a read's answer and the news of a change travel on two connections and may overtake each other.
 */
export class InvalidationLog {
  readonly #lastChange = new Map<string, number>()
  readonly #most: number
  #sequence = 0
  /** Changes up to here may have been forgotten. */
  #forgotten = 0

  constructor(most = 10_000) {
    this.#most = most
  }

  /** To be taken before a read begins. */
  mark(): number {
    return this.#sequence
  }

  note(place: string): void {
    this.#lastChange.delete(place)
    this.#lastChange.set(place, ++this.#sequence)
    if (this.#lastChange.size <= this.#most) return
    const [oldest, sequence] = this.#lastChange.entries().next().value!
    this.#lastChange.delete(oldest)
    this.#forgotten = sequence
  }

  /** Whether none of the places changed since the mark, as far as can be known. */
  unchangedSince(mark: number, places: Iterable<string>): boolean {
    if (mark < this.#forgotten) return false
    for (const place of places) if ((this.#lastChange.get(place) ?? 0) > mark) return false
    return true
  }
}
