import type { Clock } from '@calbridge/core'
import type { LoadFailure } from '../application/slot-store.ts'
import type { DayEntry } from '../domain/day-entry.ts'
import type { Invalidation } from '../domain/first-level.ts'
import type { LiveClaim } from '../domain/subtract.ts'
import { Expiring } from './expiring.ts'

/** What is published, as whoever subscribes hears it. */
export type News =
  | ({ readonly kind: 'change' } & Invalidation)
  | { readonly kind: 'load'; readonly ids: readonly string[]; readonly failure?: LoadFailure }

/** What is known of an appointment: see `redis/apply-projection.ts`. */
export interface Guard {
  readonly version: number
  readonly event: number
  /** [claims' key, field] */
  readonly standing: readonly (readonly [string, string])[]
}

/**
 * What all processes share, in memory: the state behind the two stores beside this file, under the keys that Redis has. Its clock
 * is the one of all entries. It may be flushed at any time.
 */
export class MemoryCache {
  readonly entries: Expiring<DayEntry>
  readonly versions: Expiring<string>
  readonly leases: Expiring<string>
  readonly guards: Expiring<Guard>
  readonly epochs: Expiring<string>
  readonly rebuilds: Expiring<string>
  readonly claims = new Map<string, Map<string, LiveClaim>>()
  readonly #listeners = new Set<(news: News) => void>()
  readonly #clock: Pick<Clock, 'now'>
  #counter = 0

  constructor(clock: Pick<Clock, 'now'>) {
    const now = () => clock.now()
    this.#clock = clock
    this.entries = new Expiring(now)
    this.versions = new Expiring(now)
    this.leases = new Expiring(now)
    this.guards = new Expiring(now)
    this.epochs = new Expiring(now)
    this.rebuilds = new Expiring(now)
  }

  get nowMs(): number {
    return Math.floor(this.#clock.now())
  }

  /** A text that never comes again: the counter goes with a flush, the time does not. */
  fresh(): string {
    return `${Math.floor(this.#clock.now() * 1_000)}-${++this.#counter}`
  }

  flush(): void {
    for (const keys of [this.entries, this.versions, this.leases, this.guards, this.epochs, this.rebuilds]) keys.clear()
    this.claims.clear()
    this.#counter = 0
  }

  /** Gives what ends it. */
  subscribe(listener: (news: News) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(news: News): void {
    for (const listener of [...this.#listeners]) listener(news)
  }
}
