import type { Clock } from '@calbridge/core'
import type { CollectDays } from './look-up.ts'
import type { WarmUpStore } from './warm-up-store.ts'

/** Counts the look-ups that somebody waited for and that found something a warm-up had loaded: what warm-ups save. */
export const countServed =
  (collect: CollectDays, served: Pick<Served, 'add'>): CollectDays =>
  async (wanted, deadline) => {
    const collected = await collect(wanted, deadline)
    const isAsked = (wanted.load ?? 'interactive') === 'interactive'
    if (isAsked && collected.found.some(({ cached }) => cached.entry.warmed)) served.add(wanted.units[0]!.tenant)
    return collected
  }

/** Counts in memory, told to the store now and then: no look-up waits for it, and what a process had not told is lost with it. */
export class Served {
  readonly #onServed: () => void
  #counts = new Map<string, number>()

  constructor(onServed: () => void) {
    this.#onServed = onServed
  }

  add(tenant: string): void {
    this.#counts.set(tenant, (this.#counts.get(tenant) ?? 0) + 1)
    this.#onServed()
  }

  async tell(store: Pick<WarmUpStore, 'addServed'>): Promise<void> {
    const counts = this.#counts
    this.#counts = new Map()
    for (const [tenant, lookUps] of counts) await store.addServed(tenant, lookUps).catch(() => {}) // a report is no truth to wait for
  }

  async tellUntil(stopped: AbortSignal, store: Pick<WarmUpStore, 'addServed'>, clock: Clock, everyMs: number): Promise<void> {
    while (!stopped.aborted) {
      await this.tell(store)
      await clock.sleep(everyMs, stopped).catch(() => {}) // stopped
    }
  }
}
