import { Source } from '@calbridge/contracts'
import { ownRedis, tcpProxy, testScope, until } from '@calbridge/testkit'
import { register } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { claimOf, eventOf } from './domain/testing.ts'
import { keys } from './redis/keys.ts'
import { STAFF } from './testing/tenant.ts'
import { DAY, dayRange, on, startWorld, type World } from './testing/world.ts'

const SLOTS = { path: '/v2/slots' }
const DAY_MS = 86_400_000
/** Loads take no days along that nobody asked for; a busy test machine needs longer for an answer's way back. */
const ENV = { LOAD_SPAN_DAYS: '1', DEADLINE_MARGIN_MS: '500' }

const booked = (world: World, uid: string, fromMs = on('10:00')) =>
  eventOf(
    { $case: 'booked', value: { serviceId: '1', branchId: '', segments: [], degraded: false } },
    { tenant: world.tenant.id, uid, after: [claimOf(fromMs, fromMs + 60_000, { resource: `staff:${STAFF.anna}`, appointmentUid: uid })] },
  )

/** What the caller got, and how long before his deadline. */
async function timed(world: World, changes: Parameters<World['ask']>[0], timeoutMs: number) {
  const startedMs = performance.now()
  const outcome = await world.ask(changes, { timeoutMs }).catch((error: unknown) => error)
  return { outcome, leftMs: timeoutMs - (performance.now() - startedMs) }
}

describe('Cal.com hanging for 30 s', () => {
  it('leaves what is cached as it is; the rest is partial or refused with a time to come back, before the caller’s deadline', async () => {
    const world = await startWorld({ env: ENV }, testScope())
    const known = await world.ask()
    world.sim.control.addFault({ kind: 'hang', match: SLOTS, delayMs: 30_000 })
    const [cold, half, warm] = await Promise.all([
      timed(world, dayRange(20), 2_000),
      timed(world, { toMs: DAY.toMs + DAY_MS }, 2_000),
      timed(world, {}, 2_000),
    ])
    expect(warm.outcome).toMatchObject({ source: Source.SOURCE_L1, degraded: false, days: known.days })
    expect(half.outcome).toMatchObject({ degraded: true, missingDays: 1, days: known.days })
    expect(cold.outcome).toMatchObject({ code: 'deadline_exceeded', reason: 'deadline', retryAfterMs: 1_000 })
    for (const { leftMs } of [cold, half, warm]) expect(leftMs).toBeGreaterThan(0)
    // Cached look-ups go on at once for as long as it hangs.
    for (let n = 0; n < 100; n++) expect((await world.ask()).source).toBe(Source.SOURCE_L1)
  })
})

describe('Redis that does not answer', () => {
  it('costs no caller his deadline: he gets what is known, or a refusal with a time to come back', async () => {
    const proxy = await tcpProxy((await ownRedis()).address)
    const world = await startWorld({ redis: proxy.url, env: ENV }, testScope())
    const known = await world.ask()
    proxy.hang()
    const asked = [timed(world, {}, 2_000), timed(world, dayRange(20), 2_000), timed(world, { toMs: DAY.toMs + DAY_MS }, 2_000)]
    const [warm, cold, half] = await Promise.all(asked)
    expect(warm!.outcome).toMatchObject({ days: known.days })
    expect(half!.outcome).toMatchObject({ degraded: true, missingDays: 1, days: known.days })
    expect(cold!.outcome).toMatchObject({ retryAfterMs: expect.any(Number) })
    for (const { leftMs } of [warm!, cold!, half!]) expect(leftMs).toBeGreaterThan(0)
    proxy.restore()
    await until('an answer of its time', async () => !(await world.ask()).degraded)
  })
})

describe('a projection of claims that is stuck', () => {
  it('marks answers in every instance until it goes on', async () => {
    const env = { PROJECTION_LAG_MAX_MS: '2500', PROJECTION_CHECK_MS: '100' }
    const world = await startWorld({ instances: 2, partitions: 1, env }, testScope())
    const degraded = async () => (await Promise.all([0, 1].map((instance) => world.ask({}, { instance })))).map((answer) => answer.degraded)
    await world.happen(booked(world, 'before'))
    await until('answers without a mark', async () => !(await degraded()).includes(true))

    const key = keys.appointment(world.tenant.id, 'stuck')
    await world.redis.set(key, 'of a type that the script cannot read')
    await world.publish(booked(world, 'stuck', on('11:00')))
    await until('all answers to be marked', async () => !(await degraded()).includes(false))
    expect((await world.ask()).days[0]!.starts).toContain(on('11:00') / 1_000)

    await world.redis.del(key)
    await until('answers without a mark', async () => !(await degraded()).includes(true), 30_000)
    expect((await world.ask()).days[0]!.starts).not.toContain(on('11:00') / 1_000)
  })
})

describe('a change', () => {
  it('is heard by all of four instances, each time', async () => {
    const world = await startWorld({ instances: 4, partitions: 1 }, testScope())
    await Promise.all(world.clients.map((_, instance) => world.ask({}, { instance })))
    const before = await heard()
    const changes = 50
    for (let n = 0; n < changes; n++) await world.publish(booked(world, `a${n}`, on('09:00') + n * 60_000))
    await until('all to be heard', async () => (await heard()).count - before.count >= 4 * changes)
    const { count, sumMs, within50Ms } = await heard()
    const times = count - before.count
    console.info(
      `invalidation: ${times} heard, ${((sumMs - before.sumMs) / times).toFixed(2)} ms on average, ${within50Ms - before.within50Ms} within 50 ms`,
    )
    for (const instance of [0, 1, 2, 3]) expect((await world.ask({}, { instance })).days[0]!.starts).not.toContain(on('09:30') / 1_000)
  })
})

/** Of all instances of this process. */
async function heard() {
  const { values } = await register.getSingleMetric('calbridge_availability_invalidation_lag_seconds')!.get()
  const find = (name: string, le?: number) =>
    values.find((value) => (value as { metricName?: string }).metricName?.endsWith(name) && (le === undefined || value.labels.le === le))
      ?.value ?? 0
  return { count: find('_count'), sumMs: find('_sum') * 1_000, within50Ms: find('_bucket', 0.05) }
}
