import type { CachedDay } from '../domain/cached-day.ts'
import { epochDay } from '../domain/utc-day.ts'
import { type Answer, type FoundDays, type Query, SOURCE, type Source } from './query.ts'

export interface FoundDay {
  readonly cached: CachedDay
  readonly source: Source
  /** Stale, and nothing is wrong: a little past its time, nothing known against it, and asked for anew while it is given. */
  readonly overdue?: boolean
}

export interface Circumstances {
  readonly nowMs: number
  /** False when bookings may have come that the claims do not show yet. */
  readonly claimsCurrent: boolean
  readonly upstreamCalls: number
}

/** What days are worth together: as far away as the furthest of them, as old as the oldest, as doubtful as the most doubtful. */
export function judge(
  found: readonly FoundDay[],
  { units, range, freshness }: Pick<Query, 'units' | 'range' | 'freshness'>,
  { nowMs, claimsCurrent, upstreamCalls }: Circumstances,
): FoundDays {
  let source: Source = 'l1'
  let asOfMs = Number.POSITIVE_INFINITY
  const missingDays = units.length * daysIn(range) - found.length
  let degraded = missingDays > 0 || !claimsCurrent
  // Who asks for whatever is cached gets what was asked for.
  const staleIsWrong = freshness !== 'cache_only'
  for (const { cached, source: from, overdue } of found) {
    if (SOURCE[from] > SOURCE[source]) source = from
    asOfMs = Math.min(asOfMs, cached.entry.loadedAtMs)
    degraded ||=
      !cached.claimsComplete || cached.entry.suspect || cached.entry.unchecked === true || (staleIsWrong && from === 'stale' && !overdue)
  }
  return { found, nowMs, missingDays, source, asOfMs, ageMs: Math.max(0, nowMs - asOfMs), degraded, upstreamCalls }
}

export function render(found: FoundDays, { range, holder }: Pick<Query, 'range' | 'holder'>): Answer {
  return { ...found, days: found.found.map(({ cached }) => cached.render(range, holder, found.nowMs)) }
}

const daysIn = ({ fromMs, toMs }: Query['range']): number => epochDay(toMs) - epochDay(fromMs) + 1
