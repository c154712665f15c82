import { AppError, type Clock } from '@calbridge/core'
import type { DayEntry } from '../domain/day-entry.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import { isSuspect, wasFalselyEmpty } from '../domain/suspicion.ts'
import { expiryMs } from '../domain/ttl.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import { settlesAtMs } from '../domain/version.ts'
import type { LoadEvents } from './load-run.ts'
import type { LoadKind } from './query.ts'
import type { ColdDay, Lease, SlotStore, StoredDay } from './slot-store.ts'

/** Asks Cal.com once for all days from the first to the last. Has a time-out of its own; throws AppError. */
export type LoadSlots = (unit: SlotUnit, firstDay: EpochDay, lastDay: EpochDay, kind: LoadKind) => Promise<ListedDays>

/** Starts (epoch seconds) of a day. */
export interface ListedDays {
  (day: EpochDay): readonly number[]
  /** Days whose starts should have been held against the working hours, and could not. */
  readonly unchecked?: ReadonlySet<EpochDay>
}

export type Outcome = Loaded | Again

/** Loaded here. `kept` is false when it was out of date before it was stored: good for who waited for it, and for nobody else. */
export interface Loaded {
  readonly kind: 'loaded'
  readonly stored: StoredDay
  readonly claimsComplete: boolean
  readonly kept: boolean
  readonly mark: Mark
}

/** Read again: another process may have loaded it (then it was waited for), or it is no longer what was read. */
export interface Again {
  readonly kind: 'again'
  readonly waited: boolean
}

type Mark = { readonly sequence: number; readonly session: number }

export interface LeadOptions {
  readonly store: Pick<SlotStore, 'renew' | 'complete' | 'abandon'>
  readonly loadSlots: LoadSlots
  readonly clock: Clock
  readonly random: () => number
  readonly leaseMs: number
  /** Taken before what is loaded is stored and its claims are read. */
  readonly mark: () => Mark
  readonly events: Pick<LoadEvents, 'loaded' | 'failed' | 'superseded' | 'suspiciousEmpty' | 'falseEmpty'>
}

/** One call to Cal.com for all days of the lease. Whatever comes of it, the lease is ended and all who wait elsewhere are told. */
export async function lead(options: LeadOptions, unit: SlotUnit, lease: Lease, kind: LoadKind): Promise<Loaded[]> {
  const { store, loadSlots, events } = options
  const done = new AbortController()
  void renew(options, unit, lease, done.signal)
  try {
    const numbers = lease.days.map(({ day }) => day)
    const startsOf = await loadSlots(unit, Math.min(...numbers), Math.max(...numbers), kind)
    const entries = lease.days.map((day): DayEntry => {
      const unchecked = startsOf.unchecked?.has(day.day) === true
      const entry = entryOf(options, unit, lease, day, startsOf(day.day), unchecked)
      return { ...entry, ...(unchecked && { unchecked }), ...(kind === 'background' && { warmed: true }) }
    })
    events.loaded(unit.tenant, entries.length)
    const mark = options.mark()
    const { days, kept, claimsComplete } = await store.complete(unit, lease, entries).catch(() => unstored(lease, entries))
    for (const stands of kept) if (!stands) events.superseded()
    return days.map((stored, index) => ({ kind: 'loaded', stored, claimsComplete, kept: kept[index]!, mark }))
  } catch (error) {
    const { code, message, reason, retryAfterMs } = AppError.from(error)
    events.failed(reason ?? code)
    await store.abandon(unit, lease, { code, message, reason, retryAfterMs }).catch(() => {}) // the lease runs out by itself
    throw error
  } finally {
    done.abort()
  }
}

async function renew({ clock, leaseMs, store }: LeadOptions, unit: SlotUnit, lease: Lease, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    const slept = await clock.sleep(leaseMs / 3, done).then(
      () => true,
      () => false,
    )
    if (slept) await store.renew(unit, lease).catch(() => {}) // tried again before the lease runs out
  }
}

function entryOf(
  { events, random }: LeadOptions,
  unit: SlotUnit,
  { token, nowMs: loadedAtMs }: Lease,
  { day, versions, entry: before, claims }: ColdDay,
  starts: readonly number[],
  unchecked: boolean,
): DayEntry {
  const suspect = before !== undefined && isSuspect(before.starts, starts, claims, unit, loadedAtMs)
  if (suspect) events.suspiciousEmpty()
  if (before && wasFalselyEmpty(before, { starts, versions, loadedAtMs }, claims, unit)) events.falseEmpty(unit.tenant, before.suspect)
  const kept = { day, starts, loadedAtMs, noticeMs: unit.noticeMs, settlesAtMs: settlesAtMs(versions), random: random() }
  const expiresAtMs = expiryMs({ ...kept, suspect: suspect || unchecked })
  return { stamp: token, versions, loadedAtMs, expiresAtMs, starts, suspect }
}

/** Redis went away while it was loaded: the answer is good for those who wait, beside the claims as they were read before. */
const unstored = ({ days }: Lease, entries: readonly DayEntry[]) => ({
  days: days.map((day, index): StoredDay => ({ ...day, entry: entries[index] })),
  kept: days.map(() => false),
  claimsComplete: false,
})
