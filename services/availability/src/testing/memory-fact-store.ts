import type { Clock } from '@calbridge/core'
import { type FactStore, factId, type StoredFact } from '../application/fact-store.ts'
import type { LoadNews } from '../application/load-run.ts'
import { Expiring } from './expiring.ts'

export interface MemoryFactStoreOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly leaseMs: number
  readonly staleMs: number
  readonly publish: (id: string, news: LoadNews) => void
}

/** Facts in memory, for tests. Each method does at once what its script does in Redis. */
export function memoryFactStore({ clock, leaseMs, staleMs, publish }: MemoryFactStoreOptions): FactStore {
  const facts = new Expiring<StoredFact & { readonly stamp: string }>(() => clock.now())
  const leases = new Expiring<string>(() => clock.now())
  let count = 0
  return {
    async read(place) {
      const kept = facts.get(factId(place))
      return { nowMs: clock.now(), fact: kept, stamp: kept?.stamp ?? '' }
    },

    async lease(place, stamp) {
      const id = factId(place)
      if ((facts.get(id)?.stamp ?? '') !== stamp) return { token: undefined, otherMs: 0 }
      if (leases.get(id) !== undefined) return { token: undefined, otherMs: Math.max(1, leases.remainingMs(id)) }
      const token = String(++count)
      leases.set(id, token, leaseMs)
      return { token, nowMs: clock.now() }
    },

    async complete(place, token, fact) {
      const id = factId(place)
      const holder = leases.get(id)
      if (holder === undefined || holder === token) facts.set(id, { ...fact, stamp: token }, fact.expiresAtMs - fact.askedAtMs + staleMs)
      if (holder === token) leases.delete(id)
      publish(id, {})
    },

    async abandon(place, token, failure) {
      const id = factId(place)
      if (leases.get(id) === token) leases.delete(id)
      publish(id, { failure })
    },
  }
}
