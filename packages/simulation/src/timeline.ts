interface Entry {
  readonly dueMs: number
  /** Between those that are due at the same moment. */
  readonly order: number
  action: (() => void) | undefined
}

/** What will happen, in the order of time; at one moment in the order that chance gives. */
export class Timeline {
  readonly #heap: Entry[] = []
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  /** Gives what takes it off again. */
  add(dueMs: number, action: () => void): () => void {
    const entry: Entry = { dueMs, order: this.#random(), action }
    this.#heap.push(entry)
    this.#rise(this.#heap.length - 1)
    return () => {
      entry.action = undefined // left where it is until its time comes
    }
  }

  /** The next that is due at the latest at that moment. */
  take(untilMs: number): { readonly dueMs: number; readonly action: () => void } | undefined {
    for (let first = this.#heap[0]; first && first.dueMs <= untilMs; first = this.#heap[0]) {
      this.#removeFirst()
      if (first.action) return { dueMs: first.dueMs, action: first.action }
    }
    return undefined
  }

  #removeFirst(): void {
    const last = this.#heap.pop()!
    if (this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink()
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!before(this.#heap[at]!, this.#heap[parent]!)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let least = at
      if (left < this.#heap.length && before(this.#heap[left]!, this.#heap[least]!)) least = left
      if (right < this.#heap.length && before(this.#heap[right]!, this.#heap[least]!)) least = right
      if (least === at) return
      this.#swap(at, least)
      at = least
    }
  }

  #swap(a: number, b: number): void {
    const entry = this.#heap[a]!
    this.#heap[a] = this.#heap[b]!
    this.#heap[b] = entry
  }
}

const before = (a: Entry, b: Entry): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order)
