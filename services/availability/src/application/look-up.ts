import { AppError } from '@calbridge/core'
import { daysOf } from '../domain/utc-day.ts'
import { compose } from './compose.ts'
import type { Deadline } from './deadline.ts'
import type { Answer, Query } from './query.ts'
import { UnitLookUp, type UnitLookUpDeps } from './unit-look-up.ts'

export type AnswerSlots = (query: Query, deadline: Deadline) => Promise<Answer>

/**
 * What is free? From the first level without a wait where everything is warm; else each unit finds its days on its own.
 * Days that could not be had are missing from the answer, which is then marked; when none could, the failure is thrown.
 */
export const lookUp =
  (deps: UnitLookUpDeps): AnswerSlots =>
  async (query, deadline) => {
    const days = daysOf(query.range.fromMs, query.range.toMs)
    const lookUps = query.units.map((unit) => new UnitLookUp(deps, unit, days, query))
    const cold = lookUps.filter((unit) => !unit.warm())
    const failures = cold.length === 0 ? [] : await Promise.all(cold.map((unit) => unit.cold(deadline)))

    const found = lookUps.flatMap((unit) => days.flatMap((day) => unit.found.get(day) ?? []))
    const failure = failures.find((failed) => failed !== undefined)
    if (found.length === 0) throw failure ?? new AppError('internal', 'no days')
    const upstreamCalls = lookUps.reduce((sum, unit) => sum + unit.upstreamCalls, 0)
    const answer = compose(found, query, deps.clock.now(), failure === undefined, upstreamCalls)
    return answer.source === 'stale' && query.freshness !== 'cache_only' ? { ...answer, degraded: true } : answer
  }
