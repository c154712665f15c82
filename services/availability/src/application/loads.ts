import { AppError } from '@calbridge/core'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { Outcome } from './lead.ts'
import { LoadRun, type LoadRunOptions } from './load-run.ts'
import type { LoadKind } from './query.ts'
import { type ColdDay, loadId } from './slot-store.ts'

export type { ListedDays, LoadSlots, Outcome } from './lead.ts'
export type { LoadEvents, LoadNews } from './load-run.ts'

/** A day under way. Ends once: what is told after that is not heard, and does not touch another load of the same day. */
export interface DayLoad {
  readonly outcome: Promise<Outcome>
  settle(outcome: Outcome): void
  fail(error: unknown): void
}

/**
 * Loads of cold days. Callers here who miss the same day under the same versions share one load; over all processes it
 * is led by whoever holds its lease. A caller who comes after an invalidation brings newer versions, and so never joins
 * a load that began before it.
 */
export class Loads {
  readonly #options: LoadRunOptions
  readonly #running = new Map<string, DayLoad>()

  constructor(options: LoadRunOptions) {
    this.#options = options
  }

  /** One outcome per day, in order. They do not end with the caller: others may wait for them too. */
  join(unit: SlotUnit, cold: readonly ColdDay[], kind: LoadKind): Promise<Outcome>[] {
    const begin = (day: ColdDay) => this.#begin(loadId(unit, day))
    const mine = new Map(cold.map((day) => [day, begin(day)] as const).filter(isBegun))
    if (mine.size < cold.length) this.#options.events.joined(cold.length - mine.size)
    const outcomes = cold.map((day) => this.#running.get(loadId(unit, day))!.outcome)
    if (mine.size > 0) void new LoadRun(this.#options, unit, kind, mine).run(begin)
    return kind === 'interactive' ? outcomes.map((outcome) => outcome.catch(orAgain)) : outcomes
  }

  /** How many days are under way. */
  get size(): number {
    return this.#running.size
  }

  /** Undefined when it is under way already. */
  #begin(id: string): DayLoad | undefined {
    if (this.#running.has(id)) return undefined
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    promise.catch(() => {}) // whoever still waits is told
    const end = () => {
      if (this.#running.get(id) === load) this.#running.delete(id)
    }
    const load: DayLoad = {
      outcome: promise,
      settle(outcome) {
        end()
        resolve(outcome)
      },
      fail(error) {
        end()
        reject(error)
      },
    }
    this.#running.set(id, load)
    return load
  }
}

const isBegun = (entry: readonly [ColdDay, DayLoad | undefined]): entry is readonly [ColdDay, DayLoad] => entry[1] !== undefined

/** A load that nobody waited for has found no budget to spare; who waits may have what is kept for callers. */
function orAgain(error: unknown): Outcome {
  if (AppError.from(error).reason === 'no_spare_budget') return { kind: 'again', waited: false }
  throw error
}
