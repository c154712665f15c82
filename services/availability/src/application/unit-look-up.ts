import { AppError } from '@calbridge/core'
import { CachedDay } from '../domain/cached-day.ts'
import { overdueUntilMs, stands } from '../domain/day-entry.ts'
import type { FirstLevel } from '../domain/first-level.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { FoundDay } from './compose.ts'
import type { Deadline } from './deadline.ts'
import type { Loads, Outcome } from './loads.ts'
import type { NextRun } from './next-run.ts'
import { loadOffline, type OfflineDeps } from './offline.ts'
import type { Source, Wanted } from './query.ts'
import type { Due } from './refreshes.ts'
import type { SharedClock } from './shared-clock.ts'
import type { SlotStore, StoredDay, StoredDays } from './slot-store.ts'

export type Mark = ReturnType<FirstLevel['mark']>

export interface UnitLookUpDeps {
  readonly firstLevel: FirstLevel
  readonly store: Pick<SlotStore, 'read'>
  readonly reads: NextRun<StoredDays & { readonly mark: Mark }>
  readonly loads: Pick<Loads, 'join'>
  readonly offline: OfflineDeps
  readonly rebuildClaims: (tenant: string) => Promise<boolean>
  readonly clock: SharedClock
  /** How old an answer may be when nothing better can be had. */
  readonly staleMs: number
  /** How long after its time a day may be given at once, while it is asked for anew. */
  readonly overdueMs: number
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
  /** What the shared cache had that is not good enough, beside the claims of now. */
  readonly #stale = new Map<EpochDay, CachedDay>()
  /** Given, and to be asked for anew. */
  readonly #due: EpochDay[] = []
  #dueKind: Due['kind'] = 'refresh'
  #notBeforeMs: number | undefined

  readonly #deps: UnitLookUpDeps
  readonly #unit: SlotUnit
  readonly #days: readonly EpochDay[]
  readonly #query: Wanted
  readonly #background: boolean

  constructor(deps: UnitLookUpDeps, unit: SlotUnit, wanted: Wanted) {
    this.#deps = deps
    this.#unit = unit
    this.#days = wanted.days
    this.#query = wanted
    this.#background = (wanted.load ?? 'interactive') !== 'interactive'
  }

  get due(): Due | undefined {
    return this.#due.length > 0 ? { unit: this.#unit, days: this.#due, kind: this.#dueKind } : undefined
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
      if (cached && this.#isGood(cached, nowMs) && cached.entry.loadedAtMs >= notBeforeMs) this.#give({ cached, source: 'l1' }, nowMs)
    }
    return this.found.size === this.#days.length
  }

  /**
   * Finds the rest, in Redis or at Cal.com. On failure it falls back to what is stale; gives the failure when that
   * leaves days missing.
   */
  async cold(deadline: Deadline): Promise<AppError | undefined> {
    const failure = await this.#rounds(deadline).then(() => undefined, AppError.from)
    if (!failure || this.#background) return failure
    this.#takeStale()
    if (this.#missing.length === 0) return undefined
    return failure.reason === 'redis' && this.#query.freshness !== 'cache_only' ? this.#offline(deadline) : failure
  }

  async #rounds(deadline: Deadline): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS && this.#missing.length > 0; round++) {
      const read = await deadline.race(this.#read())
      if (!read.claimsComplete && round === 0 && (await this.#rebuilt(deadline))) continue
      const cold = this.#sort(read)
      if (cold.length === 0) return
      if (this.#query.freshness === 'cache_only')
        throw new AppError('unavailable', 'nothing is cached for this range', { reason: 'not_cached' })

      const kind = this.#query.load ?? 'interactive'
      const loads = this.#deps.loads.join(this.#unit, cold, kind).map(async (load, index) => this.#take(cold[index]!, await load))
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
    const { nowMs } = read
    // "Fresh" means: loaded after this look-up came, by Redis' clock at its first read.
    this.#notBeforeMs ??= freshness === 'fresh' ? nowMs : freshness === 'max_age' ? nowMs - maxAgeMs : 0
    return read.days.filter((stored) => {
      if (!stored.entry) {
        this.#renewClaims(stored, read.claimsComplete, read.mark)
        return true
      }
      const unchanged = stands(stored.entry, stored.versions)
      const cached = this.#keep(stored, read.claimsComplete, read.mark, unchanged)
      const source = this.#sourceOf(cached, unchanged, nowMs)
      if (!source) {
        this.#stale.set(stored.day, cached)
        return true
      }
      if (source === 'upstream') this.#loads.add(stored.entry.stamp)
      this.#give({ cached, source, overdue: source === 'stale' }, nowMs)
      return false
    })
  }

  /** Undefined when the stored day is not good enough. */
  #sourceOf(cached: CachedDay, unchanged: boolean, nowMs: number): Source | undefined {
    if (!unchanged || cached.entry.loadedAtMs < this.#notBeforeMs!) return undefined
    if (this.#isGood(cached, nowMs)) return this.#waitedFor.has(cached.day) ? 'upstream' : 'l2'
    return !this.#background && nowMs < overdueUntilMs(cached.entry, this.#deps.overdueMs) ? 'stale' : undefined
  }

  /** A load that nobody waits for is for the time to come: it does not wait until the day has gone cold. */
  #isGood({ entry, dueMs }: CachedDay, nowMs: number): boolean {
    return nowMs < entry.expiresAtMs && (nowMs < dueMs || !this.#background)
  }

  #give(found: FoundDay, nowMs: number): void {
    const { cached } = found
    this.found.set(cached.day, found)
    if (nowMs < cached.dueMs || this.#background || this.#query.freshness === 'cache_only') return
    this.#due.push(cached.day)
    if (cached.entry.suspect) this.#dueKind = 'suspicious'
  }

  #take(cold: StoredDay, outcome: Outcome): void {
    if (outcome.kind === 'again') {
      if (outcome.waited) this.#waitedFor.add(cold.day)
      return
    }
    const { stored, claimsComplete, kept, mark } = outcome
    const { stamp, loadedAtMs } = stored.entry!
    this.#loads.add(stamp)
    if (loadedAtMs >= this.#notBeforeMs!)
      this.#give({ cached: this.#keep(stored, claimsComplete, mark, kept), source: 'upstream' }, loadedAtMs)
  }

  /** What is known here and lost there may have to serve as a stale answer: never one that offers what is claimed. */
  #renewClaims(stored: StoredDay, claimsComplete: boolean, mark: Mark): void {
    const known = this.#deps.firstLevel.any(this.#unit, stored.day)
    if (known) this.#stale.set(stored.day, this.#keep({ ...stored, entry: known.entry }, claimsComplete, mark, false))
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
      const cached = this.#stale.get(day) ?? this.#deps.firstLevel.any(this.#unit, day)
      if (cached && cached.entry.loadedAtMs >= oldestMs) this.found.set(day, { cached, source: 'stale' })
    }
  }

  async #offline(deadline: Deadline): Promise<AppError | undefined> {
    try {
      const loaded = await deadline.race(loadOffline(this.#deps.offline, this.#unit, this.#missing))
      for (const found of loaded) this.found.set(found.cached.day, found)
      this.#loads.add('offline')
      return undefined
    } catch (error) {
      return AppError.from(error)
    }
  }
}
