import { AppError } from '@calbridge/core'
import { daysOf } from '../domain/utc-day.ts'
import { judge, render } from './compose.ts'
import type { Deadline } from './deadline.ts'
import type { Answer, Collected, FoundDays, Query, Wanted } from './query.ts'
import type { Due } from './refreshes.ts'
import { UnitLookUp, type UnitLookUpDeps } from './unit-look-up.ts'

export interface LookUpDeps extends UnitLookUpDeps {
  /** Has days asked for anew whose time that is. Returns at once, and never throws. */
  readonly refresh: (due: Due) => void
  /** False while the projection of claims is too far behind. */
  readonly claimsCurrent: () => boolean
}

export type CollectDays = (wanted: Wanted, deadline: Deadline) => Promise<Collected>
export type FindDays = (query: Query, deadline: Deadline) => Promise<FoundDays>
export type AnswerSlots = (query: Query, deadline: Deadline) => Promise<Answer>

/** From the first level without a wait where everything is warm; else each unit finds its days on its own. */
export const collectDays =
  (deps: LookUpDeps): CollectDays =>
  async (wanted, deadline) => {
    const lookUps = wanted.units.map((unit) => new UnitLookUp(deps, unit, wanted))
    const cold = lookUps.filter((unit) => !unit.warm())
    const failures = cold.length === 0 ? [] : await Promise.all(cold.map((unit) => unit.cold(deadline)))
    for (const { due } of lookUps) if (due) deps.refresh(due)
    return {
      found: lookUps.flatMap((unit) => wanted.days.flatMap((day) => unit.found.get(day) ?? [])),
      failure: failures.find((failed) => failed !== undefined),
      upstreamCalls: new Set(lookUps.flatMap((unit) => unit.loads)).size,
      nowMs: deps.clock.now(),
      claimsCurrent: deps.claimsCurrent(),
    }
  }

/** What is free? Days that could not be had are missing from the answer, which is then marked; when none could, the failure is thrown. */
export const findDays =
  (collect: CollectDays): FindDays =>
  async (query, deadline) => {
    const { found, failure, ...circumstances } = await collect({ ...query, days: daysOf(query.range.fromMs, query.range.toMs) }, deadline)
    if (found.length === 0) throw failure ?? new AppError('internal', 'no days')
    return judge(found, query, circumstances)
  }

/** The days that are found, as pieces of an answer's bytes. */
export const lookUp =
  (find: FindDays): AnswerSlots =>
  async (query, deadline) =>
    render(await find(query, deadline), query)
