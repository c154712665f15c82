import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { FoundDay } from './compose.ts'
import type { Wanted } from './query.ts'
import type { Due } from './refreshes.ts'

export const isBackground = ({ load = 'interactive' }: Pick<Wanted, 'load'>): boolean => load !== 'interactive'

/** Days of a unit as they are given, and which of them are to be asked for anew. */
export class GivenDays {
  readonly found = new Map<EpochDay, FoundDay>()
  readonly #due: EpochDay[] = []
  #kind: Due['kind'] = 'refresh'
  readonly #unit: SlotUnit
  /** Who loads for the time to come, or wants no call to be made, has nothing asked for anew. */
  readonly #refreshes: boolean

  constructor(unit: SlotUnit, wanted: Pick<Wanted, 'freshness' | 'load'>) {
    this.#unit = unit
    this.#refreshes = !isBackground(wanted) && wanted.freshness !== 'cache_only'
  }

  get due(): Due | undefined {
    return this.#due.length > 0 ? { unit: this.#unit, days: this.#due, kind: this.#kind } : undefined
  }

  give(found: FoundDay, nowMs: number): void {
    const { cached } = found
    this.found.set(cached.day, found)
    if (nowMs < cached.dueMs || !this.#refreshes) return
    this.#due.push(cached.day)
    if (cached.entry.suspect) this.#kind = 'suspicious'
  }
}
