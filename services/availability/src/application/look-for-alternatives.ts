import type { Clock } from '@calbridge/core'
import { type Alternative, alternativesOf } from '../domain/alternatives/alternatives.ts'
import type { Candidate } from '../domain/alternatives/candidates.ts'
import { horizonOf, type Wish } from '../domain/alternatives/wish.ts'
import type { Range } from '../domain/cached-day.ts'
import type { Deadline } from './deadline.ts'
import type { FindDays } from './look-up.ts'
import type { FoundDays, Query } from './query.ts'

export interface AlternativesQuery extends Omit<Query, 'range'> {
  readonly wish: Wish
}

export interface FoundAlternatives {
  readonly alternatives: readonly Alternative[]
  /** What was looked through for them, and when. */
  readonly range: Range
  readonly found: FoundDays
}

export type LookForAlternatives = (query: AlternativesQuery, deadline: Deadline) => Promise<FoundAlternatives>

/** What may take a wish's place: one look-up of the whole horizon, so that each cold event type costs one ranged call at most. */
export const lookForAlternatives =
  (find: FindDays, { now }: Pick<Clock, 'now'>): LookForAlternatives =>
  async ({ wish, ...asked }, deadline) => {
    const query = { ...asked, range: horizonOf(wish, now()) }
    const found = await find(query, deadline)
    return { alternatives: alternativesOf(slotsOf(found, query), wish), range: query.range, found }
  }

/** The units stand in the order of preference, and so do their slots. */
function* slotsOf({ found, nowMs }: FoundDays, { range, holder }: Pick<Query, 'range' | 'holder'>): Generator<Candidate> {
  for (const { cached } of found) {
    const { staffId, eventTypeId, durationMin } = cached.unit
    for (const start of cached.free(range, holder, nowMs)) {
      const startMs = start * 1_000
      yield { startMs, endMs: startMs + durationMin * 60_000, staffId, eventTypeId }
    }
  }
}
