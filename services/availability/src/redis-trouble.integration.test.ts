import { Freshness, Source } from '@calbridge/contracts'
import { ownRedis, tcpProxy, testScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { claimOf, eventOf } from './domain/testing.ts'
import { STAFF } from './testing/tenant.ts'
import { DAY, dayRange, on, startWorld, type World } from './testing/world.ts'

const DAY_MS = 86_400_000
const claim = (from: string, to: string) => claimOf(on(from), on(to), { resource: `staff:${STAFF.anna}`, appointmentUid: from })
const booked = (world: World, from: string, to: string) =>
  eventOf(
    { $case: 'booked', value: { serviceId: '1', branchId: '', segments: [], degraded: false } },
    { tenant: world.tenant.id, uid: from, after: [claim(from, to)] },
  )
const starts = async (world: World) => (await world.ask()).days[0]!.starts

describe('Redis flushed in the middle', () => {
  it('answers go on, claims are asked for again, and no booked slot is offered', async () => {
    const world = await startWorld({ instances: 2, redis: (await ownRedis()).address }, testScope())
    await world.happen(booked(world, '10:00', '10:30'))
    expect(await starts(world)).not.toContain(on('10:00') / 1_000)
    await world.ask({}, { instance: 1 })

    await world.redis.flushall()
    world.booking.claims = [claim('10:00', '10:30')]
    expect(await world.ask()).toMatchObject({ source: Source.SOURCE_L1, degraded: false })

    // The next booking makes the first level look at Redis again. Cal.com may not be asked: a flush counts as a used-up minute.
    await world.happen(booked(world, '12:00', '12:30'))
    await until('the new booking to be withheld', async () => !(await starts(world)).includes(on('12:00') / 1_000))
    for (const instance of [0, 1]) {
      const answer = await world.ask({}, { instance })
      expect(answer.days[0]!.starts).toHaveLength(14)
      expect(answer).toMatchObject({ source: Source.SOURCE_STALE, degraded: true })
    }
    expect(world.booking.asked).toBe(2)
    expect(world.upstreamCalls()).toBe(1)
  })

  it('does not bring an old load back: a version that was lost never comes again', async () => {
    const redis = await ownRedis()
    const world = await startWorld({ redis: redis.address, env: { CALCOM_WINDOW_MS: '300' } }, testScope())
    world.sim.control.addFault({ kind: 'latency', match: { path: '/v2/slots' }, delayMs: 600, times: 1 })
    const before = world.ask()
    await until('the load', () => world.upstreamCalls() === 1)
    await world.redis.flushall()
    const old = await before
    const next = await until('a load after the flush', async () => {
      const answer = await world.ask()
      return answer.source === Source.SOURCE_UPSTREAM && answer
    })
    expect(next.asOfMs).toBeGreaterThan(old.asOfMs)
  })
})

describe('Redis stopped', () => {
  it('answers come from memory, marked as stale, at once; without any there is a refusal with a time to come back', async () => {
    const redis = await ownRedis()
    const world = await startWorld({ redis: redis.address }, testScope())
    const known = await world.ask()
    await redis.stop()
    const answer = await until('a stale answer', async () => {
      const given = await world.ask()
      return given.source === Source.SOURCE_STALE && given
    })
    expect(answer).toMatchObject({ degraded: true, days: known.days, upstreamCalls: 0 })
    await expect(world.ask(dayRange(20))).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) })
    expect(world.upstreamCalls()).toBe(1)

    await redis.start()
    await until('an answer of its time', async () => !(await world.ask()).degraded)
  })
})

describe('a subscription that broke', () => {
  it('turns the first level off at once when the connection ends, and empties it of what may have changed', async () => {
    const redis = await ownRedis()
    const proxy = await tcpProxy(redis.address)
    const world = await startWorld({ redis: proxy.url }, testScope())
    await until('the first level', async () => (await world.ask()).source === Source.SOURCE_L1)
    proxy.cut()
    await until('the first level to be off', async () => (await world.ask()).source === Source.SOURCE_STALE)
    proxy.restore()
    await until('Redis', async () => (await world.ask()).source === Source.SOURCE_L2)
    // On again once the subscription is, too: it has a connection of its own.
    await until('the first level to be on', async () => (await world.ask()).source === Source.SOURCE_L1)
    expect(world.upstreamCalls()).toBe(1)
  })

  it('in silence is noticed by its heartbeat', async () => {
    const redis = await ownRedis()
    const proxy = await tcpProxy(redis.address)
    const world = await startWorld({ redis: proxy.url, env: { REDIS_SILENCE_MS: '250' } }, testScope())
    await world.ask()
    await until('the first level', async () => (await world.ask()).source === Source.SOURCE_L1)
    proxy.hang()
    const hungMs = performance.now()
    await until('the first level to be off', async () => (await world.ask()).source === Source.SOURCE_STALE, 2_000)
    // Silence, and one command that got no answer.
    expect(performance.now() - hungMs).toBeLessThan(1_000)
    proxy.restore()
    await until('Redis', async () => (await world.ask()).source === Source.SOURCE_L1)
  })
})

describe('Cal.com down', () => {
  it('answers are stale and marked, and what was never loaded is refused with a time to come back', async () => {
    const world = await startWorld({ env: { LOAD_SPAN_DAYS: '1' } }, testScope())
    const known = await world.ask()
    world.sim.control.down('503')
    expect(await world.ask({ freshness: Freshness.FRESHNESS_FRESH })).toMatchObject({
      source: Source.SOURCE_STALE,
      degraded: true,
      asOfMs: known.asOfMs,
    })
    const half = await world.ask({ fromMs: DAY.fromMs, toMs: DAY.toMs + DAY_MS })
    expect(half).toMatchObject({ degraded: true, missingDays: 1 })
    expect(half.days).toHaveLength(1)
    await expect(world.ask(dayRange(20))).rejects.toMatchObject({ code: 'unavailable' })
    world.sim.control.up()
    await until('it to be back', async () => !(await world.ask(dayRange(20))).degraded)
  })
})

describe('news that cannot be read', () => {
  it('costs the first level what it knows, and nobody an answer', async () => {
    const world = await startWorld({ redis: (await ownRedis()).address }, testScope())
    await world.ask()
    await until('the first level', async () => (await world.ask()).source === Source.SOURCE_L1)
    for (const channel of ['calbridge:availability:changes', 'calbridge:availability:loads']) {
      await world.redis.publish(channel, 'garbage')
      await until('it to look at Redis again', async () => (await world.ask()).source === Source.SOURCE_L2)
      expect(await world.ask()).toMatchObject({ source: Source.SOURCE_L1, degraded: false })
    }
    expect(world.upstreamCalls()).toBe(1)
  })
})

describe('an entry in Redis that cannot be read', () => {
  it.each(['', 'garbage', 'stamp\n[99,[],1,1,0,[]]', 'stamp\n{"a":', 'stamp\n[1,["v"],"x",1,0,[1]]', 'stamp\n[1,["v"],1,1,0,["1"]]'])(
    '%j is a miss',
    async (text) => {
      const world = await startWorld({}, testScope())
      const day = DAY.fromMs / DAY_MS
      await world.redis.set(`av:{${world.tenant.id}}:slots:${world.eventTypes.anna}:0:${day}`, text)
      expect(await world.ask()).toMatchObject({ source: Source.SOURCE_UPSTREAM, degraded: false })
    },
  )
})
