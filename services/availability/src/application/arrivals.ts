export interface Expectation<News> {
  readonly arrived: Promise<News>
  cancel(): void
}

/** News from other processes, for those here who wait for it. Expect first, then look whether there is anything to wait for. */
export class Arrivals<News> {
  readonly #waiting = new Map<string, Set<(news: News) => void>>()

  expect(id: string): Expectation<News> {
    let arrive!: (news: News) => void
    const arrived = new Promise<News>((resolve) => {
      arrive = resolve
    })
    const waiting = this.#waiting.get(id) ?? new Set()
    this.#waiting.set(id, waiting.add(arrive))
    const cancel = () => {
      waiting.delete(arrive)
      if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id)
    }
    return { arrived, cancel }
  }

  tell(id: string, news: News): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    for (const arrive of waiting ?? []) arrive(news)
  }
}
