import { manualClock } from '@calbridge/testkit'
import { describeClaimStore } from '../application/claim-store.contract.ts'
import { describeSlotStore } from '../application/slot-store.contract.ts'
import type { Invalidation } from '../domain/first-level.ts'
import { keys } from '../redis/keys.ts'
import { MemoryCache, type News } from './memory-cache.ts'
import { memoryClaimStore } from './memory-claim-store.ts'
import { memorySlotStore } from './memory-slot-store.ts'

const TTL_MS = 600_000
const LEASE_MS = 300
const REBUILD_MS = 1_000
const SETTLE_MS = 2_500

function make({ guardTtlMs } = { guardTtlMs: TTL_MS }) {
  const clock = manualClock()
  const cache = new MemoryCache(clock)
  const store = memorySlotStore(cache, { leaseMs: LEASE_MS, staleMs: TTL_MS, versionTtlMs: TTL_MS })
  const claims = memoryClaimStore(cache, { versionTtlMs: TTL_MS, settleMs: SETTLE_MS, guardTtlMs, rebuildMs: REBUILD_MS })
  const next = <Found>(find: (news: News) => Found | undefined) =>
    new Promise<Found>((resolve) => {
      const end = cache.subscribe((news) => {
        const found = find(news)
        if (found === undefined) return
        end()
        resolve(found)
      })
    })
  return { clock, cache, store, claims, next, pass: (ms: number) => clock.advance(ms) }
}

describeSlotStore('memory', async () => {
  const { store, claims, next, pass } = make()
  let version = 0
  return {
    store,
    bump: async (resource, day) => {
      await claims.apply({
        tenant: 't1',
        appointmentUid: 'a',
        version: ++version,
        claimsBefore: [],
        claims: [],
        bumps: [{ resource, day, settles: false }],
      })
    },
    heard: (id) => next((news) => (news.kind === 'load' && news.ids.includes(id) ? news : undefined)),
    pass,
    leaseMs: LEASE_MS,
  }
})

describeClaimStore('memory', async (options) => {
  const { store, claims, cache, next, pass } = make(options)
  const changeOf = (news: News): Invalidation | undefined => {
    if (news.kind !== 'change') return undefined
    const { kind: _kind, ...change } = news
    return change
  }
  const flush = async () => cache.flush()
  const forget = async (uid: string) => cache.guards.delete(keys.appointment('t1', uid))
  return { store, claims, tenant: 't1', heard: () => next(changeOf), flush, forget, pass, settleMs: SETTLE_MS, rebuildMs: REBUILD_MS }
})
