/** Lanes that want a worker. A lane is with one worker at a time, and waits for its turn behind the others. */
export class LaneQueue {
  readonly #wanted = new Set<number>()
  readonly #taken = new Set<number>()
  #waiting: (() => void)[] = []

  /** Asks for the lane to be looked at; while it is taken, afterwards. */
  ring(lane: number): void {
    this.#wanted.add(lane)
    this.#stir()
  }

  /** The next free lane that is wanted; rejects with the signal's reason when it aborts. Give it back with `release`. */
  async take(signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted()
      for (const lane of this.#wanted) {
        if (this.#taken.has(lane)) continue
        this.#wanted.delete(lane)
        this.#taken.add(lane)
        return lane
      }
      await this.#stirred(signal)
    }
  }

  release(lane: number): void {
    this.#taken.delete(lane)
    this.#stir()
  }

  #stir(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  #stirred(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiting.push(done)
      signal.addEventListener('abort', done)
    })
  }
}
