import type { CachedDay } from '../domain/cached-day.ts'
import { epochDay } from '../domain/utc-day.ts'
import { type Answer, type Query, SOURCE, type Source } from './query.ts'

export interface FoundDay {
  readonly cached: CachedDay
  readonly source: Source
}

/** Joins days to an answer: as far away as the furthest of them, as old as the oldest. `complete` is false when days are missing. */
export function compose(
  found: readonly FoundDay[],
  { units, range, holder }: Query,
  nowMs: number,
  complete: boolean,
  upstreamCalls: number,
): Answer {
  let source: Source = 'l1'
  let asOfMs = Number.POSITIVE_INFINITY
  let degraded = !complete
  const days = found.map(({ cached, source: from }) => {
    if (SOURCE[from] > SOURCE[source]) source = from
    asOfMs = Math.min(asOfMs, cached.entry.loadedAtMs)
    degraded ||= !cached.claimsComplete || cached.entry.suspect
    return cached.render(range, holder, nowMs)
  })
  const missingDays = complete ? 0 : units.length * daysIn(range) - found.length
  return { days, missingDays, source, asOfMs, ageMs: Math.max(0, nowMs - asOfMs), degraded, upstreamCalls }
}

const daysIn = ({ fromMs, toMs }: Query['range']): number => epochDay(toMs) - epochDay(fromMs) + 1
