import { AppError } from '@calbridge/core'
import { daysOf } from '../domain/utc-day.ts'
import { judge, render } from './compose.ts'
import type { Deadline } from './deadline.ts'
import type { Answer, FoundDays, Query } from './query.ts'
import { UnitLookUp, type UnitLookUpDeps } from './unit-look-up.ts'

export type FindDays = (query: Query, deadline: Deadline) => Promise<FoundDays>
export type AnswerSlots = (query: Query, deadline: Deadline) => Promise<Answer>

/**
 * What is free? From the first level without a wait where everything is warm; else each unit finds its days on its own.
 * Days that could not be had are missing from the answer, which is then marked; when none could, the failure is thrown.
 */
export const findDays =
  (deps: UnitLookUpDeps): FindDays =>
  async (query, deadline) => {
    const days = daysOf(query.range.fromMs, query.range.toMs)
    const lookUps = query.units.map((unit) => new UnitLookUp(deps, unit, days, query))
    const cold = lookUps.filter((unit) => !unit.warm())
    const failures = cold.length === 0 ? [] : await Promise.all(cold.map((unit) => unit.cold(deadline)))

    const found = lookUps.flatMap((unit) => days.flatMap((day) => unit.found.get(day) ?? []))
    const failure = failures.find((failed) => failed !== undefined)
    if (found.length === 0) throw failure ?? new AppError('internal', 'no days')
    const upstreamCalls = lookUps.reduce((sum, unit) => sum + unit.upstreamCalls, 0)
    return judge(found, query, { nowMs: deps.clock.now(), complete: failure === undefined, upstreamCalls })
  }

/** The days that are found, as pieces of an answer's bytes. */
export const lookUp =
  (find: FindDays): AnswerSlots =>
  async (query, deadline) =>
    render(await find(query, deadline), query)
