import { AppError } from '@calbridge/core'
import { CachedDay } from '../domain/cached-day.ts'
import { usable } from '../domain/day-entry.ts'
import type { FirstLevel } from '../domain/first-level.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { FoundDay } from './compose.ts'
import type { Deadline } from './deadline.ts'
import type { LoadSlots, Loads, Outcome } from './loads.ts'
import type { NextRun } from './next-run.ts'
import type { Wanted } from './query.ts'
import type { SharedClock } from './shared-clock.ts'
import type { SlotStore, StoredDay, StoredDays } from './slot-store.ts'

export type Mark = ReturnType<FirstLevel['mark']>

export interface UnitLookUpDeps {
  readonly firstLevel: FirstLevel
  readonly store: Pick<SlotStore, 'read'>
  readonly reads: NextRun<StoredDays & { readonly mark: Mark }>
  readonly loads: Pick<Loads, 'join'>
  /** For the time without Redis: Cal.com asked directly, as far as the budget lets it. */
  readonly offline: { readonly load: LoadSlots; readonly runs: NextRun<(day: EpochDay) => readonly number[]> }
  readonly rebuildClaims: (tenant: string) => Promise<boolean>
  readonly clock: SharedClock
  readonly staleMs: number
  /** How long an answer waits for the rebuilding of claims before it goes out without them, marked. */
  readonly rebuildWaitMs: number
}

/** Each round reads anew after something changed or was loaded elsewhere; the deadline ends the look-up long before. */
const MAX_ROUNDS = 20

/** One look-up's way through the levels for one unit: what it has found so far, and what is still missing. */
export class UnitLookUp {
  readonly found = new Map<EpochDay, FoundDay>()
  /** Stamps of the loads that this look-up waited for. */
  readonly #loads = new Set<string>()
  readonly #waitedFor = new Set<EpochDay>()
  #notBeforeMs: number | undefined

  readonly #deps: UnitLookUpDeps
  readonly #unit: SlotUnit
  readonly #days: readonly EpochDay[]
  readonly #query: Wanted

  constructor(deps: UnitLookUpDeps, unit: SlotUnit, wanted: Wanted) {
    this.#deps = deps
    this.#unit = unit
    this.#days = wanted.days
    this.#query = wanted
  }

  get upstreamCalls(): number {
    return this.#loads.size
  }

  get #missing(): EpochDay[] {
    return this.#days.filter((day) => !this.found.has(day))
  }

  /** Takes what the first level has. True when that is all. */
  warm(): boolean {
    const { freshness, maxAgeMs } = this.#query
    if (freshness === 'fresh') return false
    const nowMs = this.#deps.clock.now()
    const notBeforeMs = freshness === 'max_age' ? nowMs - maxAgeMs : 0
    for (const day of this.#days) {
      const cached = this.#deps.firstLevel.current(this.#unit, day)
      if (cached && cached.entry.expiresAtMs > nowMs && cached.entry.loadedAtMs >= notBeforeMs)
        this.found.set(day, { cached, source: 'l1' })
    }
    return this.found.size === this.#days.length
  }

  /**
   * Finds the rest, in Redis or at Cal.com. On failure it falls back to what is stale; gives the failure when that
   * leaves days missing.
   */
  async cold(deadline: Deadline): Promise<AppError | undefined> {
    let failure: AppError | undefined
    try {
      await this.#rounds(deadline)
    } catch (error) {
      failure = AppError.from(error)
    }
    this.#takeStale()
    if (failure?.reason === 'redis' && this.#missing.length > 0 && this.#query.freshness !== 'cache_only') {
      failure = await this.#offline(deadline)
    }
    return this.#missing.length > 0 ? failure : undefined
  }

  async #rounds(deadline: Deadline): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS && this.#missing.length > 0; round++) {
      const read = await deadline.race(this.#read())
      if (!read.claimsComplete && round === 0 && (await this.#rebuilt(deadline))) continue
      const cold = this.#sort(read)
      if (cold.length === 0) return
      if (this.#query.freshness === 'cache_only')
        throw new AppError('unavailable', 'nothing is cached for this range', { reason: 'not_cached' })

      const loads = this.#deps.loads.join(this.#unit, cold, 'interactive').map(async (load, index) => this.#take(cold[index]!, await load))
      const failed = (await deadline.race(Promise.allSettled(loads))).find((load) => load.status === 'rejected')
      if (failed) throw failed.reason
    }
    if (this.#missing.length > 0) throw new AppError('unavailable', 'the slots change too fast to be read', { reason: 'unsettled' })
  }

  #read(): Promise<StoredDays & { readonly mark: Mark }> {
    const { firstLevel, store, reads, clock } = this.#deps
    const days = this.#missing
    return reads.join(`${this.#unit.viewKey}|${days}`, async () => {
      const mark = firstLevel.mark()
      const read = await store.read(this.#unit, days)
      clock.observe(read.nowMs)
      return { ...read, mark }
    })
  }

  /** Keeps what can be used, and gives what must be loaded. */
  #sort(read: StoredDays & { readonly mark: Mark }): StoredDay[] {
    const { freshness, maxAgeMs } = this.#query
    // "Fresh" means: loaded after this look-up came, by Redis' clock at its first read.
    this.#notBeforeMs ??= freshness === 'fresh' ? read.nowMs : freshness === 'max_age' ? read.nowMs - maxAgeMs : 0
    const wanted = { nowMs: read.nowMs, notBeforeMs: this.#notBeforeMs }
    return read.days.filter((stored) => {
      if (!stored.entry) {
        this.#renewClaims(stored, read.claimsComplete, read.mark)
        return true
      }
      const good = usable(stored.entry, { ...wanted, versions: stored.versions })
      const current = usable(stored.entry, { nowMs: read.nowMs, notBeforeMs: 0, versions: stored.versions })
      const cached = this.#keep(stored, read.claimsComplete, read.mark, current)
      if (!good) return true
      const waited = this.#waitedFor.has(stored.day)
      if (waited) this.#loads.add(stored.entry.stamp)
      this.found.set(stored.day, { cached, source: waited ? 'upstream' : 'l2' })
      return false
    })
  }

  #take(cold: StoredDay, outcome: Outcome): void {
    if (outcome.kind === 'again') {
      if (outcome.waited) this.#waitedFor.add(cold.day)
      return
    }
    const { stored, claimsComplete, kept, mark } = outcome
    this.#loads.add(stored.entry!.stamp)
    if (stored.entry!.loadedAtMs < this.#notBeforeMs!) return
    this.found.set(cold.day, { cached: this.#keep(stored, claimsComplete, mark, kept), source: 'upstream' })
  }

  /** What is known here and lost there may have to serve as a stale answer: never one that offers what is claimed. */
  #renewClaims(stored: StoredDay, claimsComplete: boolean, mark: Mark): void {
    const known = this.#deps.firstLevel.any(this.#unit, stored.day)
    if (known) this.#keep({ ...stored, entry: known.entry }, claimsComplete, mark, false)
  }

  /** One object for all who look at the same day, so that its bytes are made once. */
  #keep({ day, entry, claims }: StoredDay, claimsComplete: boolean, mark: Mark, current: boolean): CachedDay {
    const { firstLevel } = this.#deps
    const known = firstLevel.any(this.#unit, day)
    if (known && known.entry.stamp === entry!.stamp && known.claims === claims) return known
    const cached = new CachedDay(this.#unit, day, entry!, claims, claimsComplete)
    firstLevel.put(cached, mark, current && claimsComplete)
    return cached
  }

  async #rebuilt(deadline: Deadline): Promise<boolean> {
    try {
      return await deadline.race(this.#deps.rebuildClaims(this.#unit.tenant), this.#deps.rebuildWaitMs)
    } catch {
      return false // answered without, and marked
    }
  }

  #takeStale(): void {
    const oldestMs = this.#deps.clock.now() - this.#deps.staleMs
    for (const day of this.#missing) {
      const cached = this.#deps.firstLevel.any(this.#unit, day)
      if (cached && cached.entry.loadedAtMs >= oldestMs) this.found.set(day, { cached, source: 'stale' })
    }
  }

  /** Without Redis there are no versions and no claims: what is loaded is good for those who wait now, and later as stale. */
  async #offline(deadline: Deadline): Promise<AppError | undefined> {
    const { offline, clock, firstLevel } = this.#deps
    const days = this.#missing
    try {
      const key = `${this.#unit.tenant}|${this.#unit.loadKey}|${days}`
      const startsOf = await deadline.race(offline.runs.join(key, () => offline.load(this.#unit, days[0]!, days.at(-1)!, 'interactive')))
      const loadedAtMs = clock.now()
      for (const day of days) {
        const entry = { stamp: '', versions: [], loadedAtMs, expiresAtMs: loadedAtMs, starts: startsOf(day), suspect: false }
        const cached = new CachedDay(this.#unit, day, entry, [], false)
        firstLevel.put(cached, firstLevel.mark(), false)
        this.found.set(day, { cached, source: 'upstream' })
      }
      this.#loads.add('offline')
      return undefined
    } catch (error) {
      return AppError.from(error)
    }
  }
}
