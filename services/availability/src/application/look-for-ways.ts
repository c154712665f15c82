import type { Choice, Rules, Way } from '../domain/composite/composite.ts'
import { findWays } from '../domain/composite/find-ways.ts'
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
 * that ends where the last segment begins at the latest: what is cold costs one call for each event type. All slots in there are
 * looked at, also those of the first segment behind the range, as they tell who is free during a pause.
 */
export const lookForWays =
  (findDays: FindDays): LookForWays =>
  async ({ parts, rules, ...query }, deadline) => {
    const units = [...new Map(parts.flatMap((part) => part.units).map((unit) => [unit.viewKey, unit])).values()]
    const range = { fromMs: query.range.fromMs, toMs: query.range.toMs + longestToLastMs(parts) }
    const found = await findDays({ ...query, units, range }, deadline)

    const daysOf = Map.groupBy(found.found, ({ cached }) => cached.unit.viewKey)
    const choiceOf = (unit: SlotUnit): Choice => {
      const free = (daysOf.get(unit.viewKey) ?? []).flatMap(({ cached }) => cached.free(range, query.holder, found.nowMs))
      const { staffId, eventTypeId } = unit
      return { staffId, eventTypeId, durationMs: durationMs(unit), startsMs: free.map((start) => start * 1_000) }
    }
    const segments = parts.map(({ units: able, ...part }) => ({ ...part, choices: able.map(choiceOf) }))
    return { ways: findWays(segments, rules).filter(({ startMs }) => startMs <= query.range.toMs), found }
  }

const durationMs = ({ durationMin }: SlotUnit): number => durationMin * 60_000

/** From the first segment's start to the last one's, on the longest way through. */
const longestToLastMs = (parts: readonly Part[]): number =>
  parts.slice(0, -1).reduce((sum, { units, gapMaxMs }) => sum + Math.max(...units.map(durationMs)) + gapMaxMs, 0)
