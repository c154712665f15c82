import { AppError, type Clock } from '@calbridge/core'
import type { DayEntry } from '../domain/day-entry.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import { isSuspect } from '../domain/suspicion.ts'
import { expiryMs } from '../domain/ttl.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import { settlesAtMs } from '../domain/version.ts'
import type { Arrivals } from './arrivals.ts'
import type { LoadKind } from './query.ts'
import { type ColdDay, type Lease, type LoadFailure, loadId, type SlotStore, type StoredDay } from './slot-store.ts'

/** Asks Cal.com once for all days from the first to the last: starts (epoch seconds) of each. Has a time-out of its own; throws AppError. */
export type LoadSlots = (
  unit: SlotUnit,
  firstDay: EpochDay,
  lastDay: EpochDay,
  kind: LoadKind,
) => Promise<(day: EpochDay) => readonly number[]>

export interface LoadNews {
  readonly failure?: LoadFailure
}

export type Outcome =
  /** Loaded here. `kept` is false when it was out of date before it was stored: good for who waited for it, and for nobody else. */
  | {
      readonly kind: 'loaded'
      readonly stored: StoredDay
      readonly claimsComplete: boolean
      readonly kept: boolean
      readonly mark: Mark
    }
  /** Read again: another process may have loaded it (then it was waited for), or it is no longer what was read. */
  | { readonly kind: 'again'; readonly waited: boolean }

type Mark = { readonly sequence: number; readonly session: number }

export interface LoadsOptions {
  readonly store: SlotStore
  readonly loadSlots: LoadSlots
  readonly arrivals: Arrivals<LoadNews>
  readonly clock: Clock
  readonly random: () => number
  readonly leaseMs: number
  /** False while news may not arrive: then who waits looks for himself. */
  readonly newsTrusted: () => boolean
  /** Taken before what is loaded is stored and its claims are read. */
  readonly mark: () => Mark
  readonly events: LoadEvents
}

/** For metrics. */
export interface LoadEvents {
  led(days: number): void
  followed(days: number): void
  /** The leader's lease ran out without a word: it may have died. */
  leaderSilent(): void
  failed(reason: string): void
  superseded(): void
  suspiciousEmpty(): void
}

/** How often a waiter looks for what is loaded elsewhere while the news of it may be lost. */
const RECHECK_MS = 250

/**
 * Loads of cold days. Callers here who miss the same day under the same versions share one load; over all processes it
 * is led by whoever holds its lease. A caller who comes after an invalidation brings newer versions, and so never joins
 * a load that began before it.
 */
export class Loads {
  readonly #options: LoadsOptions
  readonly #running = new Map<string, { promise: Promise<Outcome>; resolve(outcome: Outcome): void; reject(error: unknown): void }>()

  constructor(options: LoadsOptions) {
    this.#options = options
  }

  /** One outcome per day, in order. They do not end with the caller: others may wait for them too. */
  join(unit: SlotUnit, cold: readonly ColdDay[], kind: LoadKind): Promise<Outcome>[] {
    const mine: ColdDay[] = []
    const outcomes = cold.map((day) => {
      const id = loadId(unit, day)
      let load = this.#running.get(id)
      if (!load) {
        load = Promise.withResolvers<Outcome>()
        load.promise.catch(() => {}) // whoever still waits is told
        this.#running.set(id, load)
        mine.push(day)
      }
      return load.promise
    })
    if (mine.length > 0) void this.#run(unit, mine, kind)
    return outcomes
  }

  async #run(unit: SlotUnit, days: readonly ColdDay[], kind: LoadKind): Promise<void> {
    const { store, arrivals } = this.#options
    const expected = new Map(days.map((day) => [day, arrivals.expect(loadId(unit, day))]))
    try {
      const { led, held, changed } = await store.lease(unit, days)
      for (const day of changed) this.#settle(unit, day, { kind: 'again', waited: false })
      const follow = held.map(async ({ day, remainingMs }) => {
        this.#options.events.followed(1)
        await this.#follow(unit, day, expected.get(day)!.arrived, remainingMs)
      })
      await Promise.all([...follow, led.days.length > 0 ? this.#lead(unit, led, kind) : undefined])
    } catch (error) {
      for (const day of days) this.#fail(unit, day, error)
    } finally {
      for (const { cancel } of expected.values()) cancel()
    }
  }

  /** Waits for the leader's word, and no longer than its lease holds without being renewed. */
  async #follow(unit: SlotUnit, day: ColdDay, arrived: Promise<LoadNews>, remainingMs: number): Promise<void> {
    const done = new AbortController()
    const mostMs = this.#options.newsTrusted() ? remainingMs : Math.min(remainingMs, RECHECK_MS)
    const silence = this.#options.clock.sleep(mostMs, done.signal).then(
      () => undefined,
      () => undefined,
    )
    const news = await Promise.race([arrived, silence])
    done.abort()
    if (!news && mostMs === remainingMs) this.#options.events.leaderSilent()
    if (news?.failure) this.#fail(unit, day, new AppError(news.failure.code, news.failure.message, news.failure))
    else this.#settle(unit, day, { kind: 'again', waited: true })
  }

  async #lead(unit: SlotUnit, lease: Lease, kind: LoadKind): Promise<void> {
    const { store, loadSlots, events } = this.#options
    const done = new AbortController()
    void this.#renew(unit, lease, done.signal)
    try {
      events.led(lease.days.length)
      const numbers = lease.days.map(({ day }) => day)
      const startsOf = await loadSlots(unit, Math.min(...numbers), Math.max(...numbers), kind)
      const entries = lease.days.map((day) => this.#entry(unit, lease, day, startsOf(day.day)))
      const mark = this.#options.mark()
      const { days, kept, claimsComplete } = await store.complete(unit, lease, entries).catch(() => unstored(lease, entries))
      days.forEach((stored, index) => {
        if (!kept[index]) events.superseded()
        this.#settle(unit, stored, { kind: 'loaded', stored, claimsComplete, kept: kept[index]!, mark })
      })
    } catch (error) {
      const { code, message, reason, retryAfterMs } = AppError.from(error)
      events.failed(reason ?? code)
      await store.abandon(unit, lease, { code, message, reason, retryAfterMs }).catch(() => {}) // the lease runs out by itself
      for (const day of lease.days) this.#fail(unit, day, error)
    } finally {
      done.abort()
    }
  }

  async #renew(unit: SlotUnit, lease: Lease, done: AbortSignal): Promise<void> {
    const { clock, leaseMs, store } = this.#options
    while (!done.aborted) {
      const slept = await clock.sleep(leaseMs / 3, done).then(
        () => true,
        () => false,
      )
      if (slept) await store.renew(unit, lease).catch(() => {}) // tried again before the lease runs out
    }
  }

  #entry(unit: SlotUnit, { token, nowMs }: Lease, { day, versions, entry: before, claims }: ColdDay, starts: readonly number[]): DayEntry {
    const suspect = before !== undefined && isSuspect(before.starts, starts, claims, unit, nowMs)
    if (suspect) this.#options.events.suspiciousEmpty()
    const random = this.#options.random()
    const expiresAtMs = expiryMs({ day, starts, loadedAtMs: nowMs, noticeMs: unit.noticeMs, settlesAtMs: settlesAtMs(versions), random })
    return { stamp: token, versions, loadedAtMs: nowMs, expiresAtMs, starts, suspect }
  }

  #settle(unit: SlotUnit, day: ColdDay, outcome: Outcome): void {
    this.#end(unit, day)?.resolve(outcome)
  }

  #fail(unit: SlotUnit, day: ColdDay, error: unknown): void {
    this.#end(unit, day)?.reject(error)
  }

  #end(unit: SlotUnit, day: ColdDay) {
    const id = loadId(unit, day)
    const load = this.#running.get(id)
    this.#running.delete(id)
    return load
  }
}

/** Redis went away while it was loaded: the answer is good for those who wait, beside the claims as they were read before. */
const unstored = ({ days }: Lease, entries: readonly DayEntry[]) => ({
  days: days.map((day, index): StoredDay => ({ ...day, entry: entries[index] })),
  kept: days.map(() => false),
  claimsComplete: false,
})
