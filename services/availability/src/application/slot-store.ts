import type { ErrorCode } from '@calbridge/core'
import type { DayEntry } from '../domain/day-entry.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { LiveClaim } from '../domain/subtract.ts'
import type { EpochDay } from '../domain/utc-day.ts'

/** One day as it stands in the shared cache: read in one go, so that nothing changed in between. */
export interface StoredDay {
  readonly day: EpochDay
  /** Of the unit's resources, in their order; made now where there were none. */
  readonly versions: readonly string[]
  /** May be expired, or of older versions: then it is only good as a stale answer. */
  readonly entry: DayEntry | undefined
  /** Of whatever is stored, even where it can't be understood: tells whether somebody wrote meanwhile. Empty for nothing. */
  readonly stamp: string
  /** On the unit's resources, this day and the days beside it. */
  readonly claims: readonly LiveClaim[]
}

export interface StoredDays {
  /** On the store's clock, which is the one of all entries. */
  readonly nowMs: number
  /** False: the projection of claims was lost and has to be rebuilt. */
  readonly claimsComplete: boolean
  readonly days: readonly StoredDay[]
}

/** A day that must be loaded, as a read has seen it. */
export type ColdDay = StoredDay

export interface Lease {
  /** Fences: what it stamps is refused once somebody else holds the lease. */
  readonly token: string
  readonly nowMs: number
  readonly days: readonly ColdDay[]
}

export interface Leased {
  /** What this caller must load now. */
  readonly led: Lease
  /** Which of the days another loads, and for how long that may be believed. */
  readonly held: readonly { readonly day: ColdDay; readonly remainingMs: number }[]
  /** Which of the days are no longer as they were read: read again. */
  readonly changed: readonly ColdDay[]
}

/** Why a load failed, for those in other processes who wait for it. */
export interface LoadFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly reason: string | undefined
  readonly retryAfterMs: number | undefined
}

/** The cache that all processes share. Every method throws `unavailable` with reason `redis` when it is out of reach. */
export interface SlotStore {
  read(unit: SlotUnit, days: readonly EpochDay[]): Promise<StoredDays>
  /** Takes the lead for all cold days that nobody leads, in one step; and if there is one, for those `beside` that can be had too. */
  lease(unit: SlotUnit, days: readonly ColdDay[], beside?: readonly ColdDay[]): Promise<Leased>
  renew(unit: SlotUnit, lease: Lease): Promise<void>
  /** Keeps each entry whose versions still stand and whose lease was not taken over, ends the lease, and wakes who waits. */
  complete(unit: SlotUnit, lease: Lease, entries: readonly DayEntry[]): Promise<StoredDays & { readonly kept: readonly boolean[] }>
  /** Ends the lease without a result, and tells who waits why. */
  abandon(unit: SlotUnit, lease: Lease, failure: LoadFailure): Promise<void>
}

/** Names a load for those who wait for it, in whatever process. */
export const loadId = (unit: SlotUnit, { day, versions }: Pick<ColdDay, 'day' | 'versions'>): string =>
  `${unit.tenant}|${unit.loadKey}|${day}|${versions.join()}`
