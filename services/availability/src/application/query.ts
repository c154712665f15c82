import type { Range } from '../domain/cached-day.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'

export type Freshness = 'cached' | 'cache_only' | 'max_age' | 'fresh'

export interface Query {
  /** At least one, all of one tenant. */
  readonly units: readonly SlotUnit[]
  readonly range: Range
  readonly freshness: Freshness
  readonly maxAgeMs: number
  readonly holder: string
}

/** How far away an answer came from: the numbers are those of the wire (`Source`), and rise with the distance. */
export const SOURCE = { l1: 1, l2: 2, upstream: 3, stale: 4 } as const
export type Source = keyof typeof SOURCE

export interface Answer {
  /** Pieces of the response's field `days`. */
  readonly days: readonly Uint8Array[]
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
