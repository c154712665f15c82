import { type Clock, describe, type Log, type Scope } from '@calbridge/core'
import { epochDay } from '../domain/utc-day.ts'
import type { HistoryStore } from './history-store.ts'

export interface KeepHistoryDeps {
  /** False while the database cannot take it. */
  readonly write: () => Promise<boolean>
  readonly store: Pick<HistoryStore, 'keepUp'>
  readonly clock: Clock
  readonly log: Log
  /** Between two rounds of writing. */
  readonly pauseMs: number
  /** Between two looks at which days are to be made and dropped. */
  readonly keepUpMs: number
  /** What the last round may take when the process ends. */
  readonly closeMs: number
}

/** Writes history behind the answers until the scope ends, and keeps its days in order. */
export function keepHistory({ write, store, clock, log, pauseMs, keepUpMs, closeMs }: KeepHistoryDeps, scope: Pick<Scope, 'defer'>): void {
  const stop = new AbortController()
  let keepUpAtMs = clock.monotonic()
  let works = true

  const keepUp = async (): Promise<void> => {
    if (clock.monotonic() < keepUpAtMs) return
    await store.keepUp(epochDay(clock.now()))
    keepUpAtMs = clock.monotonic() + keepUpMs
  }
  const round = async (): Promise<void> => {
    let failure: unknown
    const before = works
    works = await keepUp()
      .then(write)
      .catch((error: unknown) => {
        failure = error
        return false
      })
    if (works !== before) log.warn({ works, ...(failure !== undefined && { error: describe(failure) }) }, 'writing of slot history changed')
  }
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await round()
      await clock.sleep(pauseMs, stop.signal).catch(() => {}) // told to stop
    }
  }
  const running = run()
  scope.defer('slot history', async () => {
    stop.abort()
    const ended = new AbortController()
    await Promise.race([running.then(round), clock.sleep(closeMs, ended.signal)])
    ended.abort()
  })
}
