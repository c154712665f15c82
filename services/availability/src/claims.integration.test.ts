import { Origin, Source } from '@calbridge/contracts'
import { testScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { claimOf, eventOf, segmentOf } from './domain/testing.ts'
import { keys } from './redis/keys.ts'
import { STAFF } from './testing/tenant.ts'
import { on, startWorld, type World } from './testing/world.ts'

const TEN = on('10:00') / 1_000
const claim = (changes = {}) => claimOf(on('10:00'), on('10:30'), { resource: `staff:${STAFF.anna}`, ...changes })
const segment = (world: World) => segmentOf(on('10:00'), on('10:30'), world.eventTypes.anna, STAFF.anna)

const booked = (world: World, options = {}) =>
  eventOf(
    { $case: 'booked', value: { serviceId: '1', branchId: '', segments: [segment(world)], degraded: false } },
    { tenant: world.tenant.id, after: [claim()], occurredAtMs: Date.now(), ...options },
  )
const cancelled = (world: World, options = {}) =>
  eventOf(
    { $case: 'cancelled', value: { segments: [segment(world)] } },
    { tenant: world.tenant.id, version: 2, before: [claim()], occurredAtMs: Date.now(), ...options },
  )

const offers = async (world: World, instance = 0, changes = {}, tenant = world.tenant.id): Promise<boolean> =>
  (await world.ask(changes, { instance, tenant })).days.some(({ starts }) => starts.includes(TEN))
const everywhere = (world: World, offered: boolean) =>
  until(`all replicas to ${offered ? 'offer' : 'withhold'} the slot`, async () =>
    (await Promise.all(world.clients.map((_, instance) => offers(world, instance)))).every((is) => is === offered),
  )

describe('a booking known here', () => {
  it('INC-07: takes its slot out of the answers of all replicas, whoever made it, and makes nothing cold', async () => {
    const world = await startWorld({ instances: 3 }, testScope())
    await everywhere(world, true)
    await world.publish(booked(world, { origin: Origin.ORIGIN_CALCOM }))
    await everywhere(world, false)
    await everywhere(world, false)
    expect((await world.ask()).days[0]!.starts).toHaveLength(15)
    expect(world.upstreamCalls()).toBe(1)
  })

  it('gives its slot back when it is cancelled: Cal.com is asked again, once for all', async () => {
    const world = await startWorld({ instances: 3 }, testScope())
    await everywhere(world, true)
    await world.publish(booked(world))
    await everywhere(world, false)
    await world.publish(cancelled(world))
    await everywhere(world, true)
    await everywhere(world, true)
    expect(world.upstreamCalls()).toBe(2)
  })

  it('that is told twice, and late, changes nothing', async () => {
    const world = await startWorld({ partitions: 1 }, testScope())
    await world.happen(cancelled(world))
    await everywhere(world, true)
    for (const repeated of [cancelled(world), booked(world), booked(world)]) await world.publish(repeated)
    await world.happen(booked(world, { uid: 'another', after: [claim({ fromMs: on('12:00'), toMs: on('12:30') })] }))
    await until('the events after it', async () => (await world.ask()).days[0]!.starts.length === 15)
    expect(await offers(world)).toBe(true)
    expect(world.upstreamCalls()).toBe(1)
  })

  it('that moves takes the new time, and keeps the old one until Cal.com has the new', async () => {
    const world = await startWorld({}, testScope())
    const tenant = world.tenant.id
    const [old, moved] = [claim(), claim({ fromMs: on('14:00'), toMs: on('14:30') })]
    const rescheduled = { $case: 'rescheduled' as const, value: { before: [segment(world)], after: [] } }
    await world.happen(booked(world))
    expect((await world.ask()).days[0]!.starts).toHaveLength(15)
    await world.happen(eventOf(rescheduled, { tenant, version: 2, before: [old], after: [old, moved] }))
    await until('both to be withheld', async () => (await world.ask()).days[0]!.starts.length === 14)
    const synced = { $case: 'syncChanged' as const, value: { syncStatus: 'synced', segments: [], refused: false, errorCode: '' } }
    await world.happen(eventOf(synced, { tenant, version: 3, before: [old, moved], after: [moved] }))
    await until('the old time to be offered', () => offers(world))
    expect((await world.ask()).days[0]!.starts).toHaveLength(15)
  })

  it('INC-08: is nothing to a tenant with the same event type, whose slots are another cache', async () => {
    const world = await startWorld({}, testScope())
    const other = await startWorld({}, testScope())
    const twin = world.tenantOf({ baseUrl: other.sim.url, calcomKey: other.sim.world.users[0]!.key! })
    await world.publishTenant(twin)
    await until('the twin', () => world.ask({}, { tenant: twin.id }))
    await world.ask()
    expect([world.upstreamCalls(), other.upstreamCalls()]).toEqual([1, 1])

    await world.happen(booked(world))
    await everywhere(world, false)
    expect(await offers(world, 0, {}, twin.id)).toBe(true)
    await world.happen(cancelled(world, { tenant: twin.id, uid: 'b1' }))
    await until('the twin to load again', () => offers(world, 0, {}, twin.id).then(() => other.upstreamCalls() === 2))
    expect(world.upstreamCalls()).toBe(1)
    await expect(world.clients[0]!.getSlots(world.requestOf(), { tenant: twin.id })).rejects.toMatchObject({
      code: 'permission_denied',
    })
  })
})

describe('a hold', () => {
  const held = (world: World, expiresAtMs: number) =>
    eventOf(
      { $case: 'holdPlaced', value: { callId: '' } },
      { tenant: world.tenant.id, uid: 'mine', after: [claim({ appointmentUid: 'mine', expiresAtMs })] },
    )

  it('is free for its holder, and for nobody else (INC-10)', async () => {
    const world = await startWorld({}, testScope())
    await world.ask()
    await world.happen(held(world, Date.now() + 60_000))
    await everywhere(world, false)
    expect(await offers(world, 0, { holder: 'mine' })).toBe(true)
    expect(await offers(world, 0, { holder: 'other' })).toBe(false)
    expect(world.upstreamCalls()).toBe(1)
  })

  it('that runs out gives its slot back without a word and without a call', async () => {
    const world = await startWorld({}, testScope())
    await world.happen(held(world, Date.now() + 700))
    await everywhere(world, false)
    await everywhere(world, true)
    expect(world.upstreamCalls()).toBe(1)
  })
})

describe('a change at Cal.com', () => {
  it('is not believed settled at once: what is loaded right after it is asked once more', async () => {
    const world = await startWorld({ env: { SETTLE_MS: '1200' } }, testScope())
    await world.ask()
    await world.happen(booked(world))
    await world.happen(cancelled(world, { origin: Origin.ORIGIN_CALCOM }))
    const changedMs = performance.now()
    await until('it to be loaded again', () => world.ask().then(() => world.upstreamCalls() === 2))
    await world.ask()
    expect(world.upstreamCalls()).toBe(2)
    await until('it to be asked once more', () => world.ask().then(() => world.upstreamCalls() === 3))
    expect(performance.now() - changedMs).toBeGreaterThan(1_000)
    await world.ask()
    expect(world.upstreamCalls()).toBe(3)
  })

  it('that frees a cancelled booking’s time there is looked at again', async () => {
    const world = await startWorld({}, testScope())
    await world.happen(booked(world))
    await world.happen(cancelled(world))
    await world.ask()
    const synced = {
      $case: 'syncChanged' as const,
      value: { syncStatus: 'synced', segments: [segment(world)], refused: false, errorCode: '' },
    }
    await world.happen(eventOf(synced, { tenant: world.tenant.id, version: 3 }))
    await until('it to be loaded again', () => world.ask().then(() => world.upstreamCalls() === 2))
  })
})

describe('a day that is suddenly empty', () => {
  it('is marked: Cal.com may not have been able to read a calendar', async () => {
    const world = await startWorld({}, testScope())
    await world.ask()
    world.sim.control.addFault({ kind: 'empty_slots', match: { path: '/v2/slots' } })
    await world.happen(cancelled(world))
    await until('it to be loaded again', () => world.ask().then(() => world.upstreamCalls() === 2))
    expect(await world.ask()).toMatchObject({ degraded: true, days: [{ starts: [] }] })
  })
})

describe('claims that Redis has lost', () => {
  it('are asked for at first, and once for all who need them', async () => {
    const world = await startWorld({ instances: 2 }, testScope())
    world.booking.claims = [claim()]
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => world.ask({}, { instance: index % 2 })))
    for (const { days, degraded } of answers) {
      expect(days[0]!.starts).not.toContain(TEN)
      expect(degraded).toBe(false)
    }
    expect(world.booking.asked).toBe(1)
  })

  it('make answers degraded while booking cannot be asked, and are made whole after', async () => {
    const world = await startWorld({}, testScope())
    world.booking.down = true
    world.booking.claims = [claim()]
    expect(await world.ask()).toMatchObject({ degraded: true })
    world.booking.down = false
    await until('a whole answer', async () => !(await world.ask()).degraded)
    expect(await offers(world)).toBe(false)
    expect(world.upstreamCalls()).toBe(1)
  })

  it('are not brought back by a snapshot that is older than an event', async () => {
    const world = await startWorld({}, testScope())
    await world.happen(cancelled(world, { version: 3 }))
    world.booking.claims = [claim({ version: 2 })]
    expect(await offers(world)).toBe(true)
    expect(await world.redis.exists(keys.epoch(world.tenant.id))).toBe(1)
  })
})

describe('an event that nobody here understands', () => {
  it('is set aside, and the next one is handled', async () => {
    const world = await startWorld({}, testScope())
    await world.ask()
    await world.publish(eventOf(undefined, { tenant: world.tenant.id, uid: 'odd' }))
    await world.publish(booked(world))
    await everywhere(world, false)
    await until('the dead letter', async () => (await world.deadLetters()) === 1)
    expect((await world.ask()).source).toBe(Source.SOURCE_L1)
  })
})
