import type { Clock } from '@calbridge/core'

export interface Turns {
  /** How many work at once. */
  readonly places: number
  /** Who takes longer gives its place on and goes on beside: it waits for Cal.com, and those behind it may have what is cached. */
  readonly patienceMs: number
  readonly clock: Pick<Clock, 'sleep'>
}

/** Does the work for each, a few at a time, in order. Gives the results in order; work that fails fails the whole. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  { places, patienceMs, clock }: Turns,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Promise<Result>[] = []
  const worker = async (): Promise<void> => {
    while (results.length < items.length) {
      const result = work(items[results.length]!)
      results.push(result)
      const done = new AbortController()
      const patience = clock.sleep(patienceMs, done.signal).catch(() => {}) // cut short when the work was faster
      await Promise.race([result, patience]).finally(() => done.abort())
    }
  }
  await Promise.all(Array.from({ length: places }, worker))
  return Promise.all(results)
}
