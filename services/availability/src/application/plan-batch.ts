import type { SlotUnit } from '../domain/slot-unit.ts'
import { daysOf, type EpochDay } from '../domain/utc-day.ts'
import type { Freshness, Query, Wanted } from './query.ts'

/** The strictest last. `cache_only` is none of them: it may never become a call. */
const STRICTNESS: readonly Freshness[] = ['cached', 'max_age', 'fresh']

/**
 * What to look up so that every query of a batch has its days: for each event type all units and days that any of them asks for, so
 * that its cold days cost one call. A call's first and last day lie at most `longestDays` apart: days further away go into another one,
 * rather than have Cal.com list months that nobody asked for. Where queries differ in freshness, the strictest holds for all: it costs
 * no further call, and the batch waits for it anyway.
 */
export function planBatch(queries: readonly Query[], longestDays: number): Wanted[] {
  const asked = queries.flatMap((query) => query.units.map((unit) => ({ unit, query })))
  const groups = Map.groupBy(asked, ({ unit, query }) => `${callsOf(query)}|${unit.loadKey}`)
  return [...groups.values()].flatMap((group) => {
    const units = [...new Map(group.map(({ unit }) => [unit.viewKey, unit])).values()]
    const days = [...new Set(group.flatMap(({ query: { range } }) => daysOf(range.fromMs, range.toMs)))].sort((a, b) => a - b)
    const freshness = strictest(group.map(({ query }) => query))
    return stretchesOf(days, longestDays).map((stretch) => ({ units, days: stretch, ...freshness }))
  })
}

/** Names a day of a unit as one of these queries sees it. */
export const placeOf = (query: Pick<Query, 'freshness'>, { viewKey }: SlotUnit, day: EpochDay): string =>
  `${callsOf(query)}|${day}|${viewKey}`

const callsOf = ({ freshness }: Pick<Query, 'freshness'>): string => (freshness === 'cache_only' ? 'cache' : 'calls')

function strictest(queries: readonly Query[]): Pick<Query, 'freshness' | 'maxAgeMs'> {
  const freshness = queries
    .map((query) => query.freshness)
    .reduce((most, one) => (STRICTNESS.indexOf(one) > STRICTNESS.indexOf(most) ? one : most))
  const agesMs = queries.filter((query) => query.freshness === 'max_age').map(({ maxAgeMs }) => maxAgeMs)
  return { freshness, maxAgeMs: freshness === 'max_age' ? Math.min(...agesMs) : 0 }
}

function stretchesOf(days: readonly EpochDay[], longestDays: number): EpochDay[][] {
  const stretches: EpochDay[][] = []
  for (const day of days) {
    const last = stretches.at(-1)
    if (last && day - last[0]! <= longestDays) last.push(day)
    else stretches.push([day])
  }
  return stretches
}
