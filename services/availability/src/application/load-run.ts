import { AppError, type Clock } from '@calbridge/core'
import { pastItsHalf, stands } from '../domain/day-entry.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { Arrivals } from './arrivals.ts'
import { type LeadOptions, lead, type Outcome } from './lead.ts'
import type { DayLoad } from './loads.ts'
import type { LoadKind } from './query.ts'
import { type ColdDay, type Lease, type LoadFailure, loadId, type SlotStore } from './slot-store.ts'

export interface LoadNews {
  readonly failure?: LoadFailure
}

export interface LoadRunOptions extends LeadOptions {
  readonly store: SlotStore
  readonly arrivals: Arrivals<LoadNews>
  readonly clock: Clock
  /** False while news may not arrive: then who waits looks for himself. */
  readonly newsTrusted: () => boolean
  /** A load takes along what is cold of so many days, from its first one on: it costs Cal.com no further call. */
  readonly spanDays: number
  readonly events: LoadEvents
}

/** For metrics. */
export interface LoadEvents {
  /** `beside` are the days taken along. */
  led(days: number, beside: number): void
  /** Found under way in this process. */
  joined(days: number): void
  /** Found under way in another process. */
  followed(days: number): void
  /** Led here after their leader's lease ran out without a word: it may have died. */
  tookOver(days: number): void
  /** By calls to Cal.com that succeeded. */
  loaded(tenant: string, days: number): void
  failed(reason: string): void
  superseded(): void
  suspiciousEmpty(): void
  /** A day was told as empty and was not. `marked`: answers said that it was doubtful. */
  falseEmpty(tenant: string, marked: boolean): void
}

/** How often a waiter looks for what is loaded elsewhere while the news of it may be lost. */
const RECHECK_MS = 250

const AGAIN: Outcome = { kind: 'again', waited: false }
const WAITED: Outcome = { kind: 'again', waited: true }

/**
 * Brings days, for which nothing was under way here, to an outcome each. Leads those that nobody leads, in one call, and
 * waits for the leaders of the others; where a leader falls silent, it tries to lead in its place.
 */
export class LoadRun {
  readonly #options: LoadRunOptions
  readonly #unit: SlotUnit
  readonly #kind: LoadKind
  readonly #mine: readonly ColdDay[]
  readonly #loads: Map<EpochDay, DayLoad>
  #beside: readonly ColdDay[] = []

  constructor(options: LoadRunOptions, unit: SlotUnit, kind: LoadKind, mine: ReadonlyMap<ColdDay, DayLoad>) {
    this.#options = options
    this.#unit = unit
    this.#kind = kind
    this.#mine = [...mine.keys()]
    this.#loads = new Map([...mine].map(([{ day }, load]) => [day, load]))
  }

  /** Never throws: who waits is told. `begin` is for the days taken along; it gives nothing where one is under way. */
  async run(begin: (day: ColdDay) => DayLoad | undefined): Promise<void> {
    try {
      this.#beside = await this.#takeAlong(begin)
      let takingOver = false
      for (let open = this.#mine; open.length > 0; takingOver = true) open = await this.#round(open, takingOver)
    } catch (error) {
      for (const { day } of this.#mine) this.#loads.get(day)!.fail(error)
    } finally {
      for (const { day } of this.#beside) this.#loads.get(day)!.settle(AGAIN)
    }
  }

  /** The days after the first one that are worth asking for with it. */
  async #takeAlong(begin: (day: ColdDay) => DayLoad | undefined): Promise<ColdDay[]> {
    const { store, spanDays } = this.#options
    const first = Math.min(...this.#loads.keys())
    const near = Array.from({ length: spanDays }, (_, ahead) => first + ahead).filter((day) => !this.#loads.has(day))
    if (near.length === 0) return []
    const read = await store.read(this.#unit, near).catch(() => undefined) // then without them
    return (read?.days ?? []).filter((stored) => {
      const { day, entry, versions } = stored
      const load = !entry || !stands(entry, versions) || pastItsHalf(entry, read!.nowMs) ? begin(stored) : undefined
      if (load) this.#loads.set(day, load)
      return load !== undefined
    })
  }

  /** One try to lead; gives the days whose leader fell silent. */
  async #round(days: readonly ColdDay[], takingOver: boolean): Promise<ColdDay[]> {
    const { store, arrivals, events } = this.#options
    const expected = new Map(days.map((day) => [day, arrivals.expect(loadId(this.#unit, day))]))
    try {
      const { led, held, changed } = await store.lease(this.#unit, days, this.#beside)
      for (const { day } of changed) this.#loads.get(day)!.settle(takingOver ? WAITED : AGAIN)
      if (held.length > 0 && !takingOver) events.followed(held.length)
      const leading = led.days.length > 0 ? this.#lead(led, takingOver) : undefined
      const silent = await Promise.all(held.map(({ day, remainingMs }) => this.#follow(day, expected.get(day)!.arrived, remainingMs)))
      await leading
      return held.map(({ day }) => day).filter((_, index) => silent[index])
    } finally {
      for (const { cancel } of expected.values()) cancel()
    }
  }

  async #lead(lease: Lease, takingOver: boolean): Promise<void> {
    const { events } = this.#options
    const beside = lease.days.filter((day) => this.#beside.includes(day)).length
    events.led(lease.days.length - beside, beside)
    if (takingOver) events.tookOver(lease.days.length)
    try {
      for (const loaded of await lead(this.#options, this.#unit, lease, this.#kind)) this.#loads.get(loaded.stored.day)!.settle(loaded)
    } catch (error) {
      for (const { day } of lease.days) this.#loads.get(day)!.fail(error)
    }
  }

  /** Waits for the leader's word, and no longer than its lease holds without being renewed. True when there was none. */
  async #follow({ day }: ColdDay, arrived: Promise<LoadNews>, remainingMs: number): Promise<boolean> {
    const { clock, newsTrusted } = this.#options
    const done = new AbortController()
    const trusted = newsTrusted()
    const silence = clock.sleep(trusted ? remainingMs : Math.min(remainingMs, RECHECK_MS), done.signal).then(
      () => undefined,
      () => undefined,
    )
    const news = await Promise.race([arrived, silence])
    done.abort()
    if (!news && trusted) return true
    const failure = news?.failure
    if (failure) this.#loads.get(day)!.fail(new AppError(failure.code, failure.message, failure))
    else this.#loads.get(day)!.settle(WAITED)
    return false
  }
}
