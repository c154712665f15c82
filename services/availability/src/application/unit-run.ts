import { AppError } from '@calbridge/core'
import { CachedDay } from '../domain/cached-day.ts'
import { overdueUntilMs, stands } from '../domain/day-entry.ts'
import type { FirstLevel } from '../domain/first-level.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { FoundDay } from './compose.ts'
import { Deadline } from './deadline.ts'
import { GivenDays, isBackground } from './given-days.ts'
import type { Loads, Outcome } from './loads.ts'
import type { Source, Wanted } from './query.ts'
import type { Due } from './refreshes.ts'
import type { SharedClock } from './shared-clock.ts'
import type { SlotStore, StoredDay, StoredDays } from './slot-store.ts'

export interface UnitRunDeps {
  readonly firstLevel: FirstLevel
  readonly store: Pick<SlotStore, 'read'>
  readonly loads: Pick<Loads, 'join'>
  readonly rebuildClaims: (tenant: string) => Promise<boolean>
  readonly clock: SharedClock
  /** How long after its time a day may be given at once, while it is asked for anew. */
  readonly overdueMs: number
  /** How long an answer waits for the rebuilding of claims before it goes out without them, marked. */
  readonly rebuildWaitMs: number
}

export type Kind = Pick<Wanted, 'freshness' | 'maxAgeMs' | 'load'>

type Read = StoredDays & { readonly mark: ReturnType<FirstLevel['mark']> }

/** Each round reads anew after something changed or was loaded elsewhere. */
const MAX_ROUNDS = 20

/**
 * One way through the shared cache and Cal.com for days of a unit. It is for all who came before its first read began, and
 * so may be given what it finds: a stampede goes this way once, and not once for each caller.
 */
export class UnitRun {
  /** What the shared cache had that is not good enough, beside the claims of now. */
  readonly stale = new Map<EpochDay, CachedDay>()
  /** Stamps of the loads that it waited for. */
  readonly loads = new Set<string>()
  /** How many callers wait for it. */
  waiting = 0

  readonly #waitedFor = new Set<EpochDay>()
  readonly #given: GivenDays
  #first: Read | undefined
  #notBeforeMs = 0
  #outcome: Promise<AppError | undefined> | undefined

  readonly #deps: UnitRunDeps
  readonly #unit: SlotUnit
  readonly #days: readonly EpochDay[]
  readonly #kind: Kind

  constructor(deps: UnitRunDeps, unit: SlotUnit, days: readonly EpochDay[], kind: Kind) {
    this.#deps = deps
    this.#unit = unit
    this.#days = days
    this.#kind = kind
    this.#given = new GivenDays(unit, kind)
  }

  /** Reads for the first time. Throws `unavailable` with reason `redis` when the shared cache is out of reach. */
  async begin(): Promise<this> {
    const { freshness, maxAgeMs } = this.#kind
    this.#first = await this.#read()
    const { nowMs } = this.#first
    // "Fresh" means: loaded after those who share this run came, by Redis' clock at its first read.
    if (freshness === 'fresh') this.#notBeforeMs = nowMs
    if (freshness === 'max_age') this.#notBeforeMs = nowMs - maxAgeMs
    return this
  }

  /** Finds the rest, the same for all who ask. Gives the failure when that leaves days missing; never throws. */
  get outcome(): Promise<AppError | undefined> {
    this.#outcome ??= this.#rounds().then(() => undefined, AppError.from)
    return this.#outcome
  }

  get found(): ReadonlyMap<EpochDay, FoundDay> {
    return this.#given.found
  }

  /** What was given, and is to be asked for anew. */
  get due(): Due | undefined {
    return this.#given.due
  }

  get #background(): boolean {
    return isBackground(this.#kind)
  }

  get #missing(): EpochDay[] {
    return this.#days.filter((day) => !this.found.has(day))
  }

  async #rounds(): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS && this.#missing.length > 0; round++) {
      if (round > 0 && this.waiting === 0) throw new AppError('deadline_exceeded', 'nobody waits any more', { reason: 'deadline' })
      const read = round === 0 ? this.#first! : await this.#read()
      if (!read.claimsComplete && round === 0 && (await this.#rebuilt())) continue
      const cold = this.#sort(read)
      if (cold.length === 0) return
      if (this.#kind.freshness === 'cache_only')
        throw new AppError('unavailable', 'nothing is cached for this range', { reason: 'not_cached' })

      const kind = this.#kind.load ?? 'interactive'
      const loads = this.#deps.loads.join(this.#unit, cold, kind).map(async (load, index) => this.#take(cold[index]!, await load))
      const failed = (await Promise.allSettled(loads)).find((load) => load.status === 'rejected')
      if (failed) throw failed.reason
    }
    if (this.#missing.length > 0) throw new AppError('unavailable', 'the slots change too fast to be read', { reason: 'unsettled' })
  }

  async #read(): Promise<Read> {
    const { firstLevel, store, clock } = this.#deps
    const mark = firstLevel.mark()
    const read = await store.read(this.#unit, this.#missing)
    clock.observe(read.nowMs)
    return { ...read, mark }
  }

  /** Keeps what can be used, and gives what must be loaded. */
  #sort(read: Read): StoredDay[] {
    return read.days.filter((stored) => {
      if (!stored.entry) {
        this.#renewClaims(stored, read)
        return true
      }
      const unchanged = stands(stored.entry, stored.versions)
      const cached = this.#keep(stored, read, unchanged)
      const source = this.#sourceOf(cached, unchanged, read.nowMs)
      if (!source) {
        this.stale.set(stored.day, cached)
        return true
      }
      if (source === 'upstream') this.loads.add(stored.entry.stamp)
      this.#given.give({ cached, source, overdue: source === 'stale' }, read.nowMs)
      return false
    })
  }

  /** Undefined when the stored day is not good enough. */
  #sourceOf(cached: CachedDay, unchanged: boolean, nowMs: number): Source | undefined {
    if (!unchanged || cached.entry.loadedAtMs < this.#notBeforeMs) return undefined
    if (isGood(cached, nowMs, this.#background)) return this.#waitedFor.has(cached.day) ? 'upstream' : 'l2'
    return !this.#background && nowMs < overdueUntilMs(cached.entry, this.#deps.overdueMs) ? 'stale' : undefined
  }

  #take(cold: StoredDay, outcome: Outcome): void {
    if (outcome.kind === 'again') {
      if (outcome.waited) this.#waitedFor.add(cold.day)
      return
    }
    const { stored, kept } = outcome
    const { stamp, loadedAtMs } = stored.entry!
    this.loads.add(stamp)
    if (loadedAtMs >= this.#notBeforeMs) this.#given.give({ cached: this.#keep(stored, outcome, kept), source: 'upstream' }, loadedAtMs)
  }

  /** What is known here and lost there may have to serve as a stale answer: never one that offers what is claimed. */
  #renewClaims(stored: StoredDay, read: Read): void {
    const known = this.#deps.firstLevel.any(this.#unit, stored.day)
    if (known) this.stale.set(stored.day, this.#keep({ ...stored, entry: known.entry }, read, false))
  }

  /** One object for all who look at the same day, so that its bytes are made once. */
  #keep({ day, entry, claims }: StoredDay, { claimsComplete, mark }: Pick<Read, 'claimsComplete' | 'mark'>, current: boolean): CachedDay {
    const { firstLevel } = this.#deps
    const known = firstLevel.any(this.#unit, day)
    if (known && known.entry.stamp === entry!.stamp && known.claims === claims) return known
    const cached = new CachedDay(this.#unit, day, entry!, claims, claimsComplete)
    firstLevel.put(cached, mark, current && claimsComplete)
    return cached
  }

  async #rebuilt(): Promise<boolean> {
    const { clock, rebuildClaims, rebuildWaitMs } = this.#deps
    try {
      return await new Deadline(clock, rebuildWaitMs).race(rebuildClaims(this.#unit.tenant))
    } catch {
      return false // answered without, and marked
    }
  }
}

/** A load that nobody waits for is for the time to come: it does not wait until the day has gone cold. */
export function isGood({ entry, dueMs }: CachedDay, nowMs: number, background: boolean): boolean {
  return nowMs < entry.expiresAtMs && (nowMs < dueMs || !background)
}
