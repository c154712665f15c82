import { manualClock } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { CachedDay } from '../domain/cached-day.ts'
import { unitOf } from '../domain/testing.ts'
import { Deadline } from './deadline.ts'
import type { CollectDays } from './look-up.ts'
import type { LoadKind } from './query.ts'
import { countServed, Served } from './served.ts'

const unit = unitOf()

/** Look-ups that find one day, warmed or not. */
async function counted(looks: readonly { readonly warmed: boolean; readonly load?: LoadKind }[]) {
  const told: [string, number][] = []
  let served = 0
  const counts = new Served(() => served++)
  for (const { warmed, ...load } of looks) {
    const entry = { stamp: '', versions: [], loadedAtMs: 0, expiresAtMs: 1, starts: [], suspect: false, warmed }
    const collect: CollectDays = async () => ({
      found: [{ cached: new CachedDay(unit, 1, entry, [], true), source: 'l1' }],
      failure: undefined,
      nowMs: 0,
      claimsCurrent: true,
      upstreamCalls: 0,
    })
    const wanted = { units: [unit], days: [1], freshness: 'cached', maxAgeMs: 0, ...load } as const
    await countServed(collect, counts)(wanted, new Deadline(manualClock(), 100))
  }
  const store = { addServed: async (tenant: string, lookUps: number) => void told.push([tenant, lookUps]) }
  await counts.tell(store)
  await counts.tell(store)
  return { told, served }
}

it('counts look-ups that found what a warm-up had loaded, and tells each once', async () => {
  expect(await counted([{ warmed: true }, { warmed: false }, { warmed: true }])).toEqual({ told: [[unit.tenant, 2]], served: 2 })
})

it('counts nobody who does not wait: a refresh, or a warm-up itself', async () => {
  const looks = (['background', 'refresh', 'suspicious'] as const).map((load) => ({ warmed: true, load }))
  expect(await counted([...looks, { warmed: true, load: 'interactive' }])).toEqual({ told: [[unit.tenant, 1]], served: 1 })
})
