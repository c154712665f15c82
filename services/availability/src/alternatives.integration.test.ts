import { ClaimKind, FindAlternativesRequest, Freshness, Source } from '@calbridge/contracts'
import { testScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { claimOf, eventOf } from './domain/testing.ts'
import { BRANCH, SERVICE, STAFF } from './testing/tenant.ts'
import { DAY, on, startWorld, type World } from './testing/world.ts'

const DAY_MS = 86_400_000

// Hosts work every day from 09:00 to 17:00 UTC, half an hour each; weekends count, so that the day of the week does not matter.
const wishFor = (world: World, changes: Partial<FindAlternativesRequest> = {}) =>
  FindAlternativesRequest.fromPartial({
    context: { tenant: world.tenant.id },
    serviceId: SERVICE,
    branchId: BRANCH,
    staffId: STAFF.anna,
    wishMs: on('10:00'),
    timeZone: 'UTC',
    weekends: true,
    ...changes,
  })
const ask = (world: World, changes: Partial<FindAlternativesRequest> = {}, { instance = 0, timeoutMs = 5_000 } = {}) =>
  world.clients[instance]!.findAlternatives(wishFor(world, changes), { timeoutMs, tenant: world.tenant.id })
const startsOf = ({ alternatives }: Awaited<ReturnType<typeof ask>>) => alternatives.map(({ startMs }) => startMs)

describe('alternatives', () => {
  it('cost one ranged call when cold and none when warm, also in another process and for another wish', async () => {
    const world = await startWorld({ instances: 2 }, testScope())
    const cold = await ask(world)
    expect(cold).toMatchObject({ source: Source.SOURCE_UPSTREAM, upstreamCalls: 1, degraded: false, missingDays: 0 })
    expect(startsOf(cold)).toEqual([on('09:30'), on('09:00')])
    expect(cold.sentence).toMatch(/Alternativen .*am gleichen Tag um 9 Uhr 30 oder um 9 Uhr\. .*\?$/)

    const warm = await ask(world)
    expect(warm).toMatchObject({ source: Source.SOURCE_L1, upstreamCalls: 0, alternatives: cold.alternatives, sentence: cold.sentence })
    expect(await ask(world, { wishMs: on('15:00'), language: 'en' }, { instance: 1 })).toMatchObject({
      source: Source.SOURCE_L2,
      upstreamCalls: 0,
    })
    expect(world.upstreamCalls()).toBe(1)
  })

  it('of anybody cost one call per event type, and offer each start once, with whom is preferred', async () => {
    const world = await startWorld({}, testScope())
    const answer = await ask(world, { staffId: '', limit: 10 })
    expect(answer.upstreamCalls).toBe(2)
    expect(world.upstreamCalls()).toBe(2)
    expect(new Set(startsOf(answer)).size).toBe(10)
    expect(answer.alternatives.map(({ staffId }) => staffId)).toEqual(Array(10).fill(STAFF.anna))
    expect(await ask(world, { staffId: STAFF.ben })).toMatchObject({ upstreamCalls: 0, alternatives: [{ staffId: STAFF.ben }, {}] })
  })

  it('cost one call for 200 callers at once with different wishes', async () => {
    const world = await startWorld({ instances: 2 }, testScope())
    world.sim.control.addFault({ kind: 'latency', match: { path: '/v2/slots' }, delayMs: 300 })
    const callers = Array.from({ length: 200 }, (_, n) =>
      ask(world, { wishMs: on('09:00') + (n % 16) * 1_800_000, limit: (n % 10) + 1 }, { instance: n % 2, timeoutMs: 10_000 }),
    )
    expect((await Promise.all(callers)).every(({ degraded }) => !degraded)).toBe(true)
    expect(world.upstreamCalls()).toBe(1)
  })

  it('share the days that look-ups have loaded, and leave theirs to them', async () => {
    const world = await startWorld({}, testScope())
    await ask(world)
    expect(await world.ask({ fromMs: DAY.fromMs, toMs: DAY.toMs })).toMatchObject({ source: Source.SOURCE_L1, upstreamCalls: 0 })
    expect(world.upstreamCalls()).toBe(1)
  })

  it('never hold what is claimed here, unless the caller holds it himself', async () => {
    const world = await startWorld({}, testScope())
    await ask(world)
    const after = [
      claimOf(on('09:30'), on('10:00'), {
        resource: `staff:${STAFF.anna}`,
        kind: ClaimKind.CLAIM_KIND_HELD,
        expiresAtMs: Date.now() + 600_000,
      }),
    ]
    await world.happen(eventOf({ $case: 'holdPlaced', value: {} as never }, { tenant: world.tenant.id, after }))
    await until('the slot to be gone', async () => !startsOf(await ask(world)).includes(on('09:30')))
    expect(startsOf(await ask(world))).toEqual([on('09:00'), on('10:30')])
    expect(startsOf(await ask(world, { holder: 'a1' }))).toEqual([on('09:30'), on('09:00')])
    expect(world.upstreamCalls()).toBe(1)
  })

  it('leave out the customer’s own times, the wish, and what is outside of the part of the day that suits', async () => {
    const world = await startWorld({}, testScope())
    const taken = [{ fromMs: on('09:00'), toMs: on('09:45') }]
    expect(startsOf(await ask(world, { taken, limit: 3 }))).toEqual([on('10:30'), on('11:00'), on('11:30')])
    const preference = { fromMinute: 14 * 60, toMinute: 15 * 60 }
    expect(startsOf(await ask(world, { preference, limit: 3 }))).toEqual([on('14:00'), on('14:30'), on('14:00') + DAY_MS])
  })
})

describe('what cannot be known', () => {
  it('cache only: never a call, a refusal when nothing is cached', async () => {
    const world = await startWorld({}, testScope())
    const freshness = Freshness.FRESHNESS_CACHE_ONLY
    await expect(ask(world, { freshness })).rejects.toMatchObject({ code: 'unavailable', reason: 'not_cached' })
    await world.ask()
    const known = await ask(world, { freshness })
    expect(known).toMatchObject({ degraded: true, upstreamCalls: 0 })
    expect(known.missingDays).toBeGreaterThan(0)
    expect(startsOf(known)).toEqual([on('09:30'), on('09:00')])
    expect(world.upstreamCalls()).toBe(1)
  })

  it('with days missing and nothing found, the sentence does not say that nothing is free', async () => {
    const world = await startWorld({}, testScope())
    await world.ask()
    const answer = await ask(world, { freshness: Freshness.FRESHNESS_CACHE_ONLY, strategies: [3] })
    expect(answer.alternatives).toEqual([])
    expect(answer.sentence).not.toContain('keine')
  })

  it('a deadline is met: an error with a time to come back, then the days are there', async () => {
    const world = await startWorld({}, testScope())
    world.sim.control.addFault({ kind: 'latency', match: { path: '/v2/slots' }, delayMs: 1_000 })
    const startedMs = performance.now()
    await expect(ask(world, {}, { timeoutMs: 400 })).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(performance.now() - startedMs).toBeLessThan(700)
    expect(await ask(world)).toMatchObject({ degraded: false })
    expect(world.upstreamCalls()).toBe(1)
  })

  it('another tenant’s service is unknown, and bad fields reach nobody', async () => {
    const world = await startWorld({}, testScope())
    await expect(ask(world, { serviceId: '999' })).rejects.toMatchObject({ code: 'not_found', field: 'service_id' })
    await expect(ask(world, { horizonDays: 15 })).rejects.toMatchObject({ code: 'invalid_argument', field: 'horizon_days' })
    await expect(ask(world, { context: { ...wishFor(world).context!, tenant: '4711' } })).rejects.toMatchObject({
      code: 'permission_denied',
    })
    expect(world.upstreamCalls()).toBe(0)
  })
})
