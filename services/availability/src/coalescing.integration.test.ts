import { Freshness, Source } from '@calbridge/contracts'
import { testScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { claimOf, eventOf } from './domain/testing.ts'
import { spawnInstance } from './testing/spawn-instance.ts'
import { STAFF } from './testing/tenant.ts'
import { dayRange, on, startWorld, type World } from './testing/world.ts'

const SLOTS = { path: '/v2/slots' }
/** A load takes no days along that nobody asked for. */
const ONE_DAY = { LOAD_SPAN_DAYS: '1' }
const ANNA = `staff:${STAFF.anna}`
const cancellation = (world: World) => {
  const before = [claimOf(on('10:00'), on('10:30'), { resource: ANNA })]
  return eventOf({ $case: 'cancelled', value: { segments: [] } }, { tenant: world.tenant.id, version: 2, before })
}

describe('one cold key', () => {
  it('costs exactly one call to Cal.com for 1,000 callers of four instances', async () => {
    const world = await startWorld({ instances: 4 }, testScope())
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 500 })
    const callers = Array.from({ length: 1_000 }, (_, index) => world.ask({}, { instance: index % 4, timeoutMs: 20_000 }))
    const answers = await Promise.all(callers)
    expect(world.upstreamCalls()).toBe(1)
    expect(new Set(answers.map(({ asOfMs }) => asOfMs)).size).toBe(1)
    expect(new Set(answers.map(({ days }) => JSON.stringify(days))).size).toBe(1)
    expect(answers.every(({ degraded }) => !degraded)).toBe(true)
  })

  it('is loaded in one call by each of two who ask for ranges that overlap, and never twice for a day', async () => {
    const world = await startWorld({ instances: 2, env: ONE_DAY }, testScope())
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 400 })
    const { fromMs } = dayRange(8)
    const first = world.ask({ fromMs, toMs: fromMs + 3 * 86_400_000 - 1 })
    await until('the first load', () => world.upstreamCalls() === 1)
    const second = await world.ask({ fromMs: fromMs + 86_400_000, toMs: fromMs + 5 * 86_400_000 - 1 }, { instance: 1 })
    expect(second.days).toHaveLength(4)
    expect(second.upstreamCalls).toBe(2)
    expect((await first).upstreamCalls).toBe(1)
    expect(world.upstreamCalls()).toBe(2)
  })

  it('that cannot be loaded fails for all who wait at once, after one call', async () => {
    const world = await startWorld({ instances: 2 }, testScope())
    world.sim.control.addFault({ kind: 'timeout_before_commit', match: SLOTS, delayMs: 400 })
    const callers = Array.from({ length: 100 }, (_, index) => world.ask({}, { instance: index % 2, timeoutMs: 8_000 }))
    const outcomes = await Promise.allSettled(callers)
    expect(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason.code === 'unavailable')).toBe(true)
    expect(world.upstreamCalls()).toBe(1)
  })
})

describe('a load begun before an invalidation', () => {
  it('is never given to a caller who came after it, nor kept', async () => {
    const world = await startWorld({ instances: 2 }, testScope())
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 700 })
    const before = world.ask()
    await until('the first load', () => world.upstreamCalls() === 1)
    await world.happen(cancellation(world))
    const changedMs = Date.now()

    const after = [world.ask(), world.ask({}, { instance: 1 })]
    const old = await before
    const whileLoading = await Promise.all([world.ask(), world.ask({}, { instance: 1 })])
    const fresh = await Promise.all(after)

    expect(old.asOfMs).toBeLessThan(changedMs)
    for (const answer of [...fresh, ...whileLoading]) expect(answer.asOfMs).toBeGreaterThan(old.asOfMs)
    expect(new Set([...fresh, ...whileLoading].map(({ asOfMs }) => asOfMs)).size).toBe(1)
    expect((await world.ask({ freshness: Freshness.FRESHNESS_CACHE_ONLY })).asOfMs).toBe(fresh[0]!.asOfMs)
    expect(world.upstreamCalls()).toBe(2)
  })
})

describe('a leader that dies', () => {
  it('is replaced when its lease runs out, and the waiters get their answer', async () => {
    const world = await startWorld({ env: { LOAD_LEASE_MS: '600' } }, testScope())
    const leader = await spawnInstance(world)
    world.sim.control.addFault({ kind: 'hang', match: SLOTS, times: 1, delayMs: 30_000 })
    const dying = leader.client.getSlots(world.requestOf(), { timeoutMs: 20_000, tenant: world.tenant.id }).catch(() => 'died')
    await until('the leader to load', () => world.upstreamCalls() === 1)
    const waiter = world.ask({}, { timeoutMs: 8_000 })
    leader.signal('SIGKILL')
    expect(await waiter).toMatchObject({ source: Source.SOURCE_UPSTREAM, degraded: false })
    expect(await dying).toBe('died')
    expect(world.upstreamCalls()).toBe(2)
  })

  it('is not replaced while it lives: it renews its lease for as long as it loads', async () => {
    const world = await startWorld({ instances: 2, env: { LOAD_LEASE_MS: '600' } }, testScope())
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 2_500 })
    const answers = await Promise.all([world.ask({}, { timeoutMs: 8_000 }), world.ask({}, { instance: 1, timeoutMs: 8_000 })])
    expect(answers.map(({ source }) => source)).toEqual([Source.SOURCE_UPSTREAM, Source.SOURCE_UPSTREAM])
    expect(world.upstreamCalls()).toBe(1)
  })
})

describe('a deadline', () => {
  it('ends the waiting, not the load: who comes later finds it', async () => {
    const world = await startWorld({}, testScope())
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 1_000 })
    const startedMs = performance.now()
    await expect(world.ask({}, { timeoutMs: 400 })).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(performance.now() - startedMs).toBeLessThan(700)
    expect(await world.ask()).toMatchObject({ degraded: false })
    expect(world.upstreamCalls()).toBe(1)
  })

  it('is met with what is stale, marked, rather than missed', async () => {
    const world = await startWorld({}, testScope())
    const known = await world.ask()
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 2_000 })
    const answer = await world.ask({ freshness: Freshness.FRESHNESS_FRESH }, { timeoutMs: 600 })
    expect(answer).toMatchObject({ source: Source.SOURCE_STALE, degraded: true, days: known.days, asOfMs: known.asOfMs })
  })
})

describe('a process that is told to stop', () => {
  it('answers what it has taken, and ends with code 0', async () => {
    const world = await startWorld({ instances: 0 }, testScope())
    const instance = await spawnInstance(world)
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 500 })
    const answer = instance.client.getSlots(world.requestOf(), { tenant: world.tenant.id })
    await until('it to load', () => world.upstreamCalls() === 1)
    instance.signal('SIGTERM')
    expect(await answer).toMatchObject({ source: Source.SOURCE_UPSTREAM, degraded: false })
    expect(await instance.ended).toEqual([0, null])
  })
})
