import { CallContext, type PopularService, Source, type WarmUpRun, WarmUpState } from '@calbridge/contracts'
import { testScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { spawnInstance } from './testing/spawn-instance.ts'
import { dayRange, startWorld, type World } from './testing/world.ts'

const SLOTS = { path: '/v2/slots' }
const QUICK = { WARM_UP_LOOK_MS: '100', WARM_UP_WAIT_MS: '200', WARM_UP_LEASE_MS: '1500', WARM_UP_TELL_MS: '50' }

const popular = (eventTypeId: string, bookings: number): PopularService => ({
  serviceId: '1',
  branchId: '',
  staffId: '',
  eventTypeId,
  bookings,
  byHourOfWeek: Array<number>(168).fill(0),
})

const callerOf = ({ clients, tenant }: World, instance = 0) => {
  const context = CallContext.create({ tenant: tenant.id })
  const options = { tenant: tenant.id }
  return {
    start: (days = 0, minBookings = 0) => clients[instance]!.startWarmUp({ context, days, minBookings }, options),
    get: (runId = '') => clients[instance]!.getWarmUp({ context, runId }, options),
  }
}

async function ended(world: World, runId: string): Promise<WarmUpRun> {
  const { get } = callerOf(world)
  const over = new Set<WarmUpState>([WarmUpState.WARM_UP_STATE_DONE, WarmUpState.WARM_UP_STATE_FAILED])
  await until('the warm-up to end', async () => over.has((await get(runId)).state), 20_000)
  return get(runId)
}

const week = { fromMs: dayRange(0).fromMs, toMs: dayRange(6).toMs }

describe('a warm-up', () => {
  it('costs one call for each popular event type; look-ups of its week then cost none, in any process, and are counted', async () => {
    const world = await startWorld({ instances: 2, env: QUICK }, testScope())
    const { anna, ben } = world.eventTypes
    world.booking.popular = [popular(anna, 20), popular(ben, 6), popular('999', 30), popular(ben, 5)]
    const { runId, state } = await callerOf(world).start()
    expect(state).toBe(WarmUpState.WARM_UP_STATE_RUNNING)
    const done = await ended(world, runId)
    expect(done).toMatchObject({
      state: WarmUpState.WARM_UP_STATE_DONE,
      eventTypes: 3,
      done: 3,
      warmDays: 0,
      loadedDays: 14,
      upstreamCalls: 2,
    })
    expect(world.upstreamCalls()).toBe(2)
    for (const eventTypeId of [anna, ben])
      expect(await world.ask({ ...week, eventTypeId }, { instance: 1 })).toMatchObject({ source: Source.SOURCE_L2, upstreamCalls: 0 })
    await world.ask(week, { instance: 1 })
    expect(world.upstreamCalls()).toBe(2)
    await until('the look-ups to be told', async () => Number((await callerOf(world).get()).lookUpsServed) === 3)

    const again = await ended(world, (await callerOf(world, 1).start()).runId)
    expect(again.runId).not.toBe(runId)
    expect(again).toMatchObject({ loadedDays: 0, warmDays: 14, upstreamCalls: 0, lookUpsServed: 0 })
    expect(world.upstreamCalls()).toBe(2)
  })

  it('is one at a time, whoever starts it, and is told of by any process', async () => {
    const world = await startWorld({ instances: 2, env: QUICK }, testScope())
    world.booking.popular = [popular(world.eventTypes.anna, 20)]
    world.sim.control.addFault({ kind: 'latency', match: SLOTS, delayMs: 500 })
    const runs = await Promise.all([0, 1, 0, 1].map((instance) => callerOf(world, instance).start()))
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1)
    await ended(world, runs[0]!.runId)
    expect(world.upstreamCalls()).toBe(1)
    expect(await callerOf(world, 1).get()).toMatchObject({ runId: runs[0]!.runId })
  })

  it('sends nothing without spare budget, waits, and goes on when there is some', async () => {
    const world = await startWorld({ env: { ...QUICK, CALCOM_WINDOW_MS: '3000' } }, testScope())
    // A limit of its own: interactive callers keep what there is.
    const small = world.tenantOf({ callsPerMinute: 2 })
    await world.publishTenant(small)
    const narrow = { ...world, tenant: small }
    await until('the tenant to be known', () =>
      world.ask(week, { tenant: small.id, timeoutMs: 5_000 }).then(
        () => true,
        () => false,
      ),
    )
    await world.ask({ ...week, eventTypeId: world.eventTypes.ben }, { tenant: small.id })
    const before = world.upstreamCalls()
    world.booking.popular = [popular(world.eventTypes.anna, 9)]
    const { runId } = await callerOf(narrow).start(14)
    await until('the run to wait', async () => (await callerOf(narrow).get(runId)).state === WarmUpState.WARM_UP_STATE_WAITING)
    expect(await callerOf(narrow).get(runId)).toMatchObject({ reason: 'no_spare_budget', done: 0 })
    expect(world.upstreamCalls()).toBe(before)
    expect(await ended(narrow, runId)).toMatchObject({ state: WarmUpState.WARM_UP_STATE_DONE, upstreamCalls: 1, reason: '' })
    expect(world.upstreamCalls()).toBe(before + 1)
  })

  it('is gone on with by another process when its leader is killed, at the price of one call more', async () => {
    const world = await startWorld({ env: QUICK }, testScope())
    const { anna, ben } = world.eventTypes
    world.booking.popular = [popular(anna, 20), popular(ben, 10)]
    world.sim.control.addFault({ kind: 'hang', match: SLOTS, times: 1, delayMs: 30_000 })
    const leader = await spawnInstance(world)
    const context = CallContext.create({ tenant: world.tenant.id })
    const { runId } = await leader.client.startWarmUp({ context, days: 0, minBookings: 0 }, { tenant: world.tenant.id })
    await until('the leader to ask Cal.com', () => world.upstreamCalls() === 1)
    leader.signal('SIGKILL')
    await leader.ended
    expect(await ended(world, runId)).toMatchObject({ state: WarmUpState.WARM_UP_STATE_DONE, done: 2, loadedDays: 14 })
    expect(world.upstreamCalls()).toBe(3)
  })

  it('begins by the clock where it is told to', async () => {
    const world = await startWorld({ env: { ...QUICK, WARM_UP_EVERY_MS: '1000', WARM_UP_LEAD_MS: '0' } }, testScope())
    world.booking.popular = [popular(world.eventTypes.anna, 20)]
    await until('a run', () =>
      callerOf(world)
        .get()
        .then(
          ({ loadedDays }) => loadedDays === 7,
          () => false,
        ),
    )
    expect(world.upstreamCalls()).toBe(1)
  })

  it('names the field of a bad request, and what is not there', async () => {
    const world = await startWorld({ env: QUICK }, testScope())
    const { start, get } = callerOf(world)
    await expect(start(15)).rejects.toMatchObject({ code: 'invalid_argument', field: 'days' })
    await expect(get('x'.repeat(101))).rejects.toMatchObject({ code: 'invalid_argument', field: 'run_id' })
    for (const runId of ['', 'unknown']) await expect(get(runId)).rejects.toMatchObject({ code: 'not_found', field: 'run_id' })
  })
})
