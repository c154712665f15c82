import type { AppError } from '@calbridge/core'
import type { Range } from '../domain/cached-day.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { Circumstances, FoundDay } from './compose.ts'

export type Freshness = 'cached' | 'cache_only' | 'max_age' | 'fresh'

export interface Query {
  /** At least one, all of one tenant. */
  readonly units: readonly SlotUnit[]
  readonly range: Range
  readonly freshness: Freshness
  readonly maxAgeMs: number
  readonly holder: string
}

/** The days that matter of each unit, in order; they need not stand side by side. Cold ones are asked for in one call all the same. */
export interface Wanted extends Pick<Query, 'units' | 'freshness' | 'maxAgeMs'> {
  readonly days: readonly EpochDay[]
  /** `interactive` when absent: somebody waits. Else days are loaded that are cold or soon will be. */
  readonly load?: LoadKind
}

/**
 * Who is served by a load: a caller who waits, or nobody yet: days in use that are soon past their time, days that are
 * suspiciously empty, days that are warmed (`background`). Loads that nobody waits for take budget that is to spare at once
 * or give up (reason `no_spare_budget`), so that a caller who joins one never waits behind it for budget.
 */
export type LoadKind = 'interactive' | 'refresh' | 'suspicious' | 'background'

/** How far away an answer came from: the numbers are those of the wire (`Source`), and rise with the distance. */
export const SOURCE = { l1: 1, l2: 2, upstream: 3, stale: 4 } as const
export type Source = keyof typeof SOURCE

/** What is known of an answer, beside its slots. */
export interface Judgement {
  readonly source: Source
  /** When the oldest day in it was read from Cal.com. */
  readonly asOfMs: number
  readonly ageMs: number
  readonly degraded: boolean
  /** Days of units that could not be had, and are not in `days`. */
  readonly missingDays: number
  /** Calls to Cal.com that this answer waited for. */
  readonly upstreamCalls: number
}

/** What could be had of the days wanted, and why the rest could not. */
export interface Collected extends Circumstances {
  readonly found: readonly FoundDay[]
  readonly failure: AppError | undefined
}

/** Days of all units, and the moment for which their slots are to be read off them. */
export interface FoundDays extends Judgement {
  readonly found: readonly FoundDay[]
  readonly nowMs: number
}

export interface Answer extends FoundDays {
  /** Pieces of the response's field `days`. */
  readonly days: readonly Uint8Array[]
}
