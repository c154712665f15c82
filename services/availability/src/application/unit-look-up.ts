import { AppError } from '@calbridge/core'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { FoundDay } from './compose.ts'
import type { Deadline } from './deadline.ts'
import { GivenDays, isBackground } from './given-days.ts'
import type { NextRun } from './next-run.ts'
import { loadOffline, type OfflineDeps } from './offline.ts'
import type { Wanted } from './query.ts'
import type { Due } from './refreshes.ts'
import { isGood, UnitRun, type UnitRunDeps } from './unit-run.ts'

export interface UnitLookUpDeps extends UnitRunDeps {
  readonly runs: NextRun<UnitRun>
  readonly offline: OfflineDeps
  /** How old an answer may be when nothing better can be had. */
  readonly staleMs: number
}

/** One caller's way to the days of one unit: the first level, else a run that he shares, else what is stale. */
export class UnitLookUp {
  #run: UnitRun | undefined
  #askedOffline = false
  readonly #given: GivenDays

  readonly #deps: UnitLookUpDeps
  readonly #unit: SlotUnit
  readonly #wanted: Wanted
  readonly #background: boolean

  constructor(deps: UnitLookUpDeps, unit: SlotUnit, wanted: Wanted) {
    this.#deps = deps
    this.#unit = unit
    this.#wanted = wanted
    this.#background = isBackground(wanted)
    this.#given = new GivenDays(unit, wanted)
  }

  get found(): Map<EpochDay, FoundDay> {
    return this.#given.found
  }

  get due(): Due | undefined {
    return this.#given.due ?? this.#run?.due
  }

  /** Names of the loads that it waited for: two look-ups of one event type may have waited for the same. */
  get loads(): readonly string[] {
    const offline = this.#askedOffline ? [`offline ${this.#unit.loadKey}`] : []
    return [...(this.#run?.loads ?? []), ...offline]
  }

  get #missing(): EpochDay[] {
    return this.#wanted.days.filter((day) => !this.found.has(day))
  }

  /** Takes what the first level has. True when that is all. */
  warm(): boolean {
    const { freshness, maxAgeMs, days } = this.#wanted
    if (freshness === 'fresh') return false
    const nowMs = this.#deps.clock.now()
    const notBeforeMs = freshness === 'max_age' ? nowMs - maxAgeMs : 0
    for (const day of days) {
      const cached = this.#deps.firstLevel.current(this.#unit, day)
      if (cached && isGood(cached, nowMs, this.#background) && cached.entry.loadedAtMs >= notBeforeMs)
        this.#given.give({ cached, source: 'l1' }, nowMs)
    }
    return this.found.size === days.length
  }

  /**
   * Finds the rest, in Redis or at Cal.com. On failure it falls back to what is stale; gives the failure when that
   * leaves days missing.
   */
  async cold(deadline: Deadline): Promise<AppError | undefined> {
    const failure = await this.#share(deadline).catch(AppError.from)
    for (const [day, found] of this.#run?.found ?? []) this.found.set(day, found)
    if (!failure || this.#background) return failure
    this.#takeStale()
    if (this.#missing.length === 0) return undefined
    return failure.reason === 'redis' && this.#wanted.freshness !== 'cache_only' ? this.#offline(deadline) : failure
  }

  /** Goes with all who want the same, and came before it was read. */
  async #share(deadline: Deadline): Promise<AppError | undefined> {
    const { freshness, maxAgeMs, load = 'interactive' } = this.#wanted
    const days = this.#missing
    const key = `${this.#unit.viewKey}|${days}|${freshness}|${maxAgeMs}|${load}`
    const run = this.#deps.runs.join(key, () => new UnitRun(this.#deps, this.#unit, days, { freshness, maxAgeMs, load }).begin())
    let isHere = true
    const outcome = run.then((begun) => {
      if (!isHere) return undefined
      this.#run = begun
      begun.waiting++
      return begun.outcome
    })
    try {
      return await deadline.race(outcome)
    } finally {
      isHere = false
      if (this.#run) this.#run.waiting--
    }
  }

  #takeStale(): void {
    const oldestMs = this.#deps.clock.now() - this.#deps.staleMs
    for (const day of this.#missing) {
      const cached = this.#run?.stale.get(day) ?? this.#deps.firstLevel.any(this.#unit, day)
      if (cached && cached.entry.loadedAtMs >= oldestMs) this.found.set(day, { cached, source: 'stale' })
    }
  }

  async #offline(deadline: Deadline): Promise<AppError | undefined> {
    try {
      const loaded = await deadline.race(loadOffline(this.#deps.offline, this.#unit, this.#missing))
      for (const found of loaded) this.found.set(found.cached.day, found)
      this.#askedOffline = true
      return undefined
    } catch (error) {
      return AppError.from(error)
    }
  }
}
