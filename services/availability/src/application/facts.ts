import { AppError } from '@calbridge/core'
import { LRUCache } from 'lru-cache'
import { type FactKind, type FactValues, factDueMs, factExpiresMs } from '../domain/fact.ts'
import type { Arrivals } from './arrivals.ts'
import { Deadline } from './deadline.ts'
import { type FactPlace, type FactStore, factId, type StoredFact } from './fact-store.ts'
import type { LoadNews } from './load-run.ts'
import type { SharedClock } from './shared-clock.ts'

/** `ahead`: nobody waits for it, so that it takes budget that is to spare at once or gives up (reason `no_spare_budget`). */
export type Urgency = 'interactive' | 'ahead'

/** Asks Cal.com once. Has a time-out of its own; throws AppError. */
export type AskFact = (place: FactPlace, urgency: Urgency) => Promise<FactValues[FactKind]>

export interface FactsOptions {
  readonly store: FactStore
  readonly ask: AskFact
  /** Heard from other processes. */
  readonly news: Arrivals<LoadNews>
  readonly clock: SharedClock
  readonly random: () => number
  /** How long after its time a fact may still be given when nothing better can be had. */
  readonly staleMs: number
  readonly maxBytes: number
}

export interface FoundFact<Value> {
  readonly value: Value
  readonly stale: boolean
}

/** Each round reads anew after somebody else asked; it ends long before. */
const MAX_ROUNDS = 10

/**
 * What Cal.com says of accounts, from memory and Redis: one call for a cold fact over all processes, asked anew in the last part
 * of its life while it is given, and given after its time when Cal.com or Redis cannot be asked.
 */
export class Facts {
  readonly #options: FactsOptions
  readonly #kept: LRUCache<string, StoredFact>
  readonly #running = new Map<string, Promise<StoredFact>>()

  constructor(options: FactsOptions) {
    this.#options = options
    const sizeCalculation = ({ value }: StoredFact) => 500 + 2 * JSON.stringify(value).length
    this.#kept = new LRUCache({ maxSize: options.maxBytes, sizeCalculation })
  }

  /** What this process knows, without a wait; it may be past its time. */
  known<Kind extends FactKind>(place: FactPlace<Kind>): FactValues[Kind] | undefined {
    return this.#kept.get(factId(place))?.value as FactValues[Kind] | undefined
  }

  async find<Kind extends FactKind>(place: FactPlace<Kind>): Promise<FoundFact<FactValues[Kind]>> {
    const found = ({ value }: StoredFact, stale: boolean) => ({ value: value as FactValues[Kind], stale })
    const nowMs = this.#options.clock.now()
    const known = this.#kept.get(factId(place))
    if (known && nowMs < known.expiresAtMs) {
      if (nowMs >= factDueMs(known)) this.#shared(place, 'ahead').catch(() => {}) // the next who uses it tries again
      return found(known, false)
    }
    try {
      return found(await this.#shared(place, 'interactive'), false)
    } catch (error) {
      const old = this.#kept.get(factId(place))
      if (old && nowMs < old.expiresAtMs + this.#options.staleMs) return found(old, true)
      throw error
    }
  }

  #shared(place: FactPlace, urgency: Urgency): Promise<StoredFact> {
    const key = `${urgency}|${factId(place)}`
    const running = this.#running.get(key) ?? this.#load(place, urgency).finally(() => this.#running.delete(key))
    this.#running.set(key, running)
    return running
  }

  async #load(place: FactPlace, urgency: Urgency): Promise<StoredFact> {
    const { store, news, clock } = this.#options
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const expected = news.expect(factId(place))
      try {
        const { fact, stamp, nowMs } = await store.read(place)
        clock.observe(nowMs)
        if (fact) this.#kept.set(factId(place), fact)
        if (fact && nowMs < (urgency === 'ahead' ? factDueMs(fact) : fact.expiresAtMs)) return fact
        const lease = await store.lease(place, stamp)
        if (lease.token !== undefined) return await this.#lead(place, urgency, lease)
        // Who asks elsewhere may have died: its lease says how long that is believed.
        const told = await new Deadline(clock, lease.otherMs).race(expected.arrived).catch(() => undefined)
        const failure = told?.failure
        if (failure && (urgency === 'ahead' || failure.reason !== 'no_spare_budget'))
          throw new AppError(failure.code, failure.message, failure)
      } finally {
        expected.cancel()
      }
    }
    throw new AppError('unavailable', 'Cal.com is asked for this again and again', { reason: 'unsettled' })
  }

  async #lead(place: FactPlace, urgency: Urgency, { token, nowMs }: { token: string; nowMs: number }): Promise<StoredFact> {
    const { store, ask, random } = this.#options
    try {
      const value = await ask(place, urgency)
      const fact: StoredFact = { value, askedAtMs: nowMs, expiresAtMs: factExpiresMs(place.kind, nowMs, random()) }
      this.#kept.set(factId(place), fact)
      await store.complete(place, token, fact).catch(() => {}) // good here; others ask once the lease has run out
      return fact
    } catch (error) {
      const { code, message, reason, retryAfterMs } = AppError.from(error)
      await store.abandon(place, token, { code, message, reason, retryAfterMs }).catch(() => {}) // the lease runs out by itself
      throw error
    }
  }
}
