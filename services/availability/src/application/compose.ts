import type { CachedDay } from '../domain/cached-day.ts'
import { epochDay } from '../domain/utc-day.ts'
import { type Answer, type FoundDays, type Query, SOURCE, type Source } from './query.ts'

export interface FoundDay {
  readonly cached: CachedDay
  readonly source: Source
}

export interface Circumstances {
  readonly nowMs: number
  readonly upstreamCalls: number
}

/** What days are worth together: as far away as the furthest of them, as old as the oldest, as doubtful as the most doubtful. */
export function judge(
  found: readonly FoundDay[],
  { units, range, freshness }: Pick<Query, 'units' | 'range' | 'freshness'>,
  { nowMs, upstreamCalls }: Circumstances,
): FoundDays {
  let source: Source = 'l1'
  let asOfMs = Number.POSITIVE_INFINITY
  const missingDays = units.length * daysIn(range) - found.length
  let degraded = missingDays > 0
  for (const { cached, source: from } of found) {
    if (SOURCE[from] > SOURCE[source]) source = from
    asOfMs = Math.min(asOfMs, cached.entry.loadedAtMs)
    degraded ||= !cached.claimsComplete || cached.entry.suspect
  }
  // Who asks for whatever is cached gets what was asked for.
  degraded ||= source === 'stale' && freshness !== 'cache_only'
  return { found, nowMs, missingDays, source, asOfMs, ageMs: Math.max(0, nowMs - asOfMs), degraded, upstreamCalls }
}

export function render(found: FoundDays, { range, holder }: Pick<Query, 'range' | 'holder'>): Answer {
  return { ...found, days: found.found.map(({ cached }) => cached.render(range, holder, found.nowMs)) }
}

const daysIn = ({ fromMs, toMs }: Query['range']): number => epochDay(toMs) - epochDay(fromMs) + 1
