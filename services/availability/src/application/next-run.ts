/**
 * Shares work among callers who may not be given what began before they came: who finds it running
 * waits for the next run, which begins when this one ends, and shares that.
 */
export class NextRun<Result> {
  readonly #running = new Map<string, Promise<Result>>()
  readonly #next = new Map<string, Promise<Result>>()

  join(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#running.get(key)
    if (!running) return this.#start(key, work)
    let next = this.#next.get(key)
    if (!next) {
      const begin = () => {
        this.#next.delete(key)
        return this.#start(key, work)
      }
      next = running.then(begin, begin)
      this.#next.set(key, next)
    }
    return next
  }

  #start(key: string, work: () => Promise<Result>): Promise<Result> {
    const run = work().finally(() => {
      if (this.#running.get(key) === run) this.#running.delete(key)
    })
    this.#running.set(key, run)
    return run
  }
}
