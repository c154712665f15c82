import { AppError, type Clock } from '@calbridge/core'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { LoadKind } from './query.ts'

/** Days that were given and are to be asked for anew. */
export interface Due {
  readonly unit: SlotUnit
  readonly days: readonly EpochDay[]
  readonly kind: Exclude<LoadKind, 'interactive'>
}

export interface RefreshesOptions {
  /** Loads the days on spare budget where another process has not; gives why it could not. */
  readonly load: (due: Due) => Promise<AppError | undefined>
  readonly clock: Clock
  /** A day that is suspiciously empty is asked for again after this long: Cal.com may be able to read its calendar then. */
  readonly suspiciousMs: number
  /** After a failure the day is not asked for again for so long. */
  readonly pauseMs: number
  readonly stopped: AbortSignal
  /** How many days may be under way; more are left to the next answer. */
  readonly mostDays?: number
}

/**
 * Days in use are asked for anew before they go cold, each once at a time in this process; over all processes the load's
 * lease sees to that. Nobody waits for it, and when it fails, the next answer from the day tries again.
 */
export class Refreshes {
  readonly #options: RefreshesOptions
  readonly #mostDays: number
  readonly #underWay = new Set<string>()

  constructor(options: RefreshesOptions) {
    this.#options = options
    this.#mostDays = options.mostDays ?? 1_000
  }

  start({ unit, days, kind }: Due): void {
    const free = days.filter((day) => !this.#underWay.has(keyOf(unit, day))).slice(0, this.#mostDays - this.#underWay.size)
    if (free.length === 0 || this.#options.stopped.aborted) return
    for (const day of free) this.#underWay.add(keyOf(unit, day))
    void this.#run({ unit, days: free, kind })
  }

  /** How many days are under way. */
  get size(): number {
    return this.#underWay.size
  }

  async #run(due: Due): Promise<void> {
    const { load, suspiciousMs, pauseMs } = this.#options
    if (due.kind === 'suspicious') await this.#pause(suspiciousMs)
    const failure = this.#options.stopped.aborted ? undefined : await load(due).catch(AppError.from)
    if (failure) await this.#pause(pauseMs)
    for (const day of due.days) this.#underWay.delete(keyOf(due.unit, day))
  }

  #pause(ms: number): Promise<void> {
    return this.#options.clock.sleep(ms, this.#options.stopped).catch(() => {}) // stopped
  }
}

const keyOf = (unit: SlotUnit, day: EpochDay): string => `${unit.viewKey}|${day}`
