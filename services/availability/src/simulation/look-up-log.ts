import type { SimulatedProcess } from '@calbridge/simulation'
import type { FoundDays, Query } from '../application/query.ts'

/** A look-up as its caller saw it. Times on the simulation's scale. */
export interface LoggedLookUp {
  readonly process: SimulatedProcess
  readonly query: Query
  readonly withinMs: number
  readonly askedMs: number
  /** When the process took it up; later than it was asked where the process was paused. */
  startedMs?: number
  /** Absent: it never ended. */
  end?: LookUpEnd
}

export interface LookUpEnd {
  readonly atMs: number
  /** Absent when it failed, or the process died. */
  readonly found: FoundDays | undefined
  readonly error: unknown
}

export const nameOf = ({ process, askedMs, query }: LoggedLookUp): string =>
  `${process.name} asked at ${askedMs.toFixed(3)} (${query.freshness}) for ${query.units.map(({ eventTypeId }) => eventTypeId)}`
