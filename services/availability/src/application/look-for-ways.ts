import type { Choice, Rules, Way } from '../domain/composite/composite.ts'
import { findWays } from '../domain/composite/find-ways.ts'
import { reachOf } from '../domain/composite/reach.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { Deadline } from './deadline.ts'
import type { FindDays } from './look-up.ts'
import type { Part } from './parts.ts'
import type { FoundDays, Query } from './query.ts'

export interface CompositeQuery extends Omit<Query, 'units'> {
  readonly parts: readonly Part[]
  readonly rules: Rules
}

export interface FoundWays {
  /** Earliest first, each of another start. */
  readonly ways: readonly Way[]
  readonly found: FoundDays
}

export type LookForWays = (query: CompositeQuery, deadline: Deadline) => Promise<FoundWays>

/**
 * The range is the first segment's. The days of all who can do any of the segments are found at once, each event type's in one range
 * that ends where the longest way through ends: what is cold costs one call for each event type.
 */
export const lookForWays =
  (findDays: FindDays): LookForWays =>
  async ({ parts, rules, ...query }, deadline) => {
    const reach = reachOf(parts.map(({ units, ...gaps }) => ({ ...gaps, durationsMs: units.map(durationMs) })))
    const units = [...new Map(parts.flatMap((part) => part.units).map((unit) => [unit.viewKey, unit])).values()]
    const { fromMs, toMs } = query.range
    const found = await findDays({ ...query, units, range: { fromMs, toMs: toMs + reach.at(-1)!.latestMs } }, deadline)

    const daysOf = Map.groupBy(found.found, ({ cached }) => cached.unit.viewKey)
    const segments = parts.map(({ units: able, ...part }, index) => {
      const range = { fromMs: fromMs + reach[index]!.earliestMs, toMs: toMs + reach[index]!.latestMs }
      const choices = able.map((unit): Choice => {
        const free = (daysOf.get(unit.viewKey) ?? []).flatMap(({ cached }) => cached.free(range, query.holder, found.nowMs))
        return {
          staffId: unit.staffId,
          eventTypeId: unit.eventTypeId,
          durationMs: durationMs(unit),
          startsMs: free.map((start) => start * 1_000),
        }
      })
      return { ...part, choices }
    })
    return { ways: findWays(segments, rules), found }
  }

const durationMs = ({ durationMin }: SlotUnit): number => durationMin * 60_000
