import { Source } from '@calbridge/contracts'
import { testScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { decodeEntry, encodeEntry } from './redis/entry-codec.ts'
import { startWorld, type World } from './testing/world.ts'

const SLOTS = { path: '/v2/slots' }
const SECOND_MS = 1_000
/** A busy test machine is too slow for one permit or another. */
const SOON = { REFRESH_PAUSE_MS: '200' }

/** Days lie around in Redis for so much longer, as if it had been that much earlier that they were loaded. */
async function age(world: World, byMs: number): Promise<void> {
  for (const key of await world.redis.keys(`av:{${world.tenant.id}}:slots:*`)) {
    const entry = decodeEntry((await world.redis.get(key))!)!
    const older = { ...entry, loadedAtMs: entry.loadedAtMs - byMs, expiresAtMs: entry.expiresAtMs - byMs }
    await world.redis.set(key, encodeEntry(older), 'KEEPTTL')
  }
}

describe('a day in use, at the end of its life', () => {
  it('is asked for anew once by all instances, which answer at once meanwhile', async () => {
    const world = await startWorld({ instances: 3, env: SOON }, testScope())
    const first = await world.ask()
    await age(world, 265 * SECOND_MS)
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 300 })
    for (const instance of [1, 2, 1, 2]) {
      const answer = await world.ask({}, { instance })
      expect(answer).toMatchObject({ upstreamCalls: 0, degraded: false, days: first.days })
      expect(answer.ageMs).toBeGreaterThanOrEqual(265 * SECOND_MS)
    }
    await until('a younger answer', async () => (await world.ask({}, { instance: 2 })).ageMs < 60 * SECOND_MS)
    expect(world.upstreamCalls()).toBe(2)
  })
})

describe('a day a little past its time', () => {
  it('is given at once as stale, not degraded, while it is asked for anew', async () => {
    const world = await startWorld({ instances: 2, env: SOON }, testScope())
    const first = await world.ask()
    await age(world, 305 * SECOND_MS)
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 300 })
    const answer = await world.ask({}, { instance: 1 })
    expect(answer).toMatchObject({ source: Source.SOURCE_STALE, degraded: false, upstreamCalls: 0, days: first.days })
    await until('a younger answer', async () => (await world.ask({}, { instance: 1 })).ageMs < 60 * SECOND_MS)
    expect(world.upstreamCalls()).toBe(2)
  })

  it('is loaded first where its time is long over', async () => {
    const world = await startWorld({ instances: 2, env: SOON }, testScope())
    await world.ask()
    await age(world, 400 * SECOND_MS)
    expect(await world.ask({}, { instance: 1 })).toMatchObject({ source: Source.SOURCE_UPSTREAM, upstreamCalls: 1 })
  })

  it('is all there is when Cal.com is down, also for a process that never had it: stale and degraded, for an hour', async () => {
    const world = await startWorld({ instances: 2, env: SOON }, testScope())
    const first = await world.ask()
    await age(world, 50 * 60 * SECOND_MS)
    world.sim.control.down('503')
    expect(await world.ask({}, { instance: 1 })).toMatchObject({ source: Source.SOURCE_STALE, degraded: true, days: first.days })
    await age(world, 20 * 60 * SECOND_MS)
    const failure = await world.ask({}, { instance: 1 }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'unavailable' })
  })
})
