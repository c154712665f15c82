import { AppError } from '@calbridge/core'
import { daysOf } from '../domain/utc-day.ts'
import { type FoundDay, judge } from './compose.ts'
import type { Deadline } from './deadline.ts'
import { inTurns, type Turns } from './in-turns.ts'
import type { CollectDays } from './look-up.ts'
import { placeOf, planBatch } from './plan-batch.ts'
import type { Collected, FoundDays, Query } from './query.ts'

export interface LookUpBatchDeps extends Turns {
  readonly collect: CollectDays
  /** Between the first and the last day of one call. */
  readonly maxDays: number
}

export interface BatchAnswer {
  /** In the order of the queries: the days, or why there are none. */
  readonly answers: readonly (FoundDays | AppError)[]
  readonly upstreamCalls: number
}

export type LookUpBatch = (queries: readonly Query[], deadline: Deadline) => Promise<BatchAnswer>

/** Many look-ups of one tenant at once. What one of them cannot have is its own failure. */
export const lookUpBatch =
  ({ collect, maxDays, ...turns }: LookUpBatchDeps): LookUpBatch =>
  async (queries, deadline) => {
    const plan = planBatch(queries, maxDays)
    const collected = await inTurns(plan, turns, (wanted) => collect(wanted, deadline))

    const from = new Map<string, Collected>()
    const days = new Map<string, FoundDay>()
    for (const [index, wanted] of plan.entries()) {
      for (const unit of wanted.units) for (const day of wanted.days) from.set(placeOf(wanted, unit, day), collected[index]!)
      for (const day of collected[index]!.found) days.set(placeOf(wanted, day.cached.unit, day.cached.day), day)
    }
    return {
      answers: queries.map((query) => answerOf(query, from, days)),
      upstreamCalls: collected.reduce((sum, one) => sum + one.upstreamCalls, 0),
    }
  }

function answerOf(query: Query, from: ReadonlyMap<string, Collected>, days: ReadonlyMap<string, FoundDay>): FoundDays | AppError {
  const places = query.units.flatMap((unit) => daysOf(query.range.fromMs, query.range.toMs).map((day) => placeOf(query, unit, day)))
  const collected = [...new Set(places.map((place) => from.get(place)!))]
  const found = places.flatMap((place) => days.get(place) ?? [])
  if (found.length === 0) return collected.find(({ failure }) => failure)?.failure ?? new AppError('internal', 'no days')
  return judge(found, query, {
    nowMs: Math.max(...collected.map(({ nowMs }) => nowMs)),
    claimsCurrent: collected.every(({ claimsCurrent }) => claimsCurrent),
    upstreamCalls: collected.reduce((sum, one) => sum + one.upstreamCalls, 0),
  })
}
