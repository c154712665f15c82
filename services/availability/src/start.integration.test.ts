import { Freshness, Source } from '@calbridge/contracts'
import { fileScope, testScope, until } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { BRANCH, SERVICE, STAFF } from './testing/tenant.ts'
import { DAY, dayRange, on, startWorld, type World } from './testing/world.ts'

const DAY_MS = 86_400_000
/** A load takes no days along that nobody asked for. */
const ONE_DAY = { LOAD_SPAN_DAYS: '1' }

describe('a look-up', () => {
  it('asks Cal.com once, then answers from memory, and from Redis in another process', async () => {
    const world = await startWorld({ instances: 2 }, testScope())
    const cold = await world.ask()
    expect(cold).toMatchObject({ source: Source.SOURCE_UPSTREAM, upstreamCalls: 1, degraded: false })
    expect(cold.days[0]).toMatchObject({
      eventTypeId: world.eventTypes.anna,
      staffId: STAFF.anna,
      epochDay: DAY.fromMs / DAY_MS,
      durationMin: 30,
    })
    expect(cold.days[0]!.starts.slice(0, 2)).toEqual([on('09:00') / 1_000, on('09:30') / 1_000])
    expect(cold.days[0]!.starts).toHaveLength(16)

    const warm = await world.ask()
    expect(warm).toMatchObject({ source: Source.SOURCE_L1, upstreamCalls: 0, degraded: false, days: cold.days, asOfMs: cold.asOfMs })
    expect(warm.answerId).not.toBe(cold.answerId)
    expect(await world.ask({}, { instance: 1 })).toMatchObject({ source: Source.SOURCE_L2, upstreamCalls: 0, days: cold.days })
    expect(world.upstreamCalls()).toBe(1)
  })

  it('fills all days of a range with one call, and asks only for the cold stretch of a partly warm one', async () => {
    const world = await startWorld({ env: ONE_DAY }, testScope())
    const { fromMs } = dayRange(10)
    await world.ask({ fromMs, toMs: fromMs + 3 * DAY_MS - 1 })
    expect(world.upstreamCalls()).toBe(1)
    const week = await world.ask({ fromMs, toMs: fromMs + 7 * DAY_MS - 1 })
    expect(week).toMatchObject({ upstreamCalls: 1, source: Source.SOURCE_UPSTREAM })
    expect(week.days.map((day) => day.starts.length)).toEqual([16, 16, 16, 16, 16, 16, 16])
    const queries = world.sim.control.journal({ path: '/v2/slots' })
    expect(queries).toHaveLength(2)

    const part = await world.ask({ fromMs: fromMs + DAY_MS + 10 * 3_600_000, toMs: fromMs + DAY_MS + 11 * 3_600_000 })
    expect(part).toMatchObject({ source: Source.SOURCE_L1, upstreamCalls: 0 })
    expect(part.days).toHaveLength(1)
    expect(part.days[0]!.starts.map((start) => start - (fromMs + DAY_MS) / 1_000)).toEqual([36_000, 37_800, 39_600])
  })

  it('takes the cold days of the week along with the one that is asked for, in the same call', async () => {
    const world = await startWorld({ instances: 2 }, testScope())
    const { fromMs, toMs } = dayRange(10)
    await world.ask({ fromMs, toMs })
    const week = await world.ask({ fromMs, toMs: fromMs + 7 * DAY_MS - 1 }, { instance: 1 })
    expect(week).toMatchObject({ upstreamCalls: 0, source: Source.SOURCE_L2, degraded: false })
    expect(week.days.map((day) => day.starts.length)).toEqual([16, 16, 16, 16, 16, 16, 16])
    expect(world.upstreamCalls()).toBe(1)
  })

  it('INC-12: asks the same event type for the staff member who is to be booked, and all for anybody', async () => {
    const world = await startWorld({}, testScope())
    const named = await world.ask({ serviceId: SERVICE, branchId: BRANCH, staffId: STAFF.ben })
    expect(named.days.map((day) => [day.eventTypeId, day.staffId])).toEqual([[world.eventTypes.ben, STAFF.ben]])
    const any = await world.ask({ serviceId: SERVICE, branchId: BRANCH })
    expect(any.days.map((day) => day.staffId)).toEqual([STAFF.anna, STAFF.ben])
    expect(any).toMatchObject({ upstreamCalls: 1, source: Source.SOURCE_UPSTREAM })
  })

  it('INC-02: slots are instants, whatever the host’s zone and on the day of a switch', async () => {
    const world = await startWorld({ timeZone: 'Europe/Berlin' }, testScope())
    const switchMs = nextSpringInBerlin()
    world.sim.control.clock({ now: new Date(switchMs - 8 * DAY_MS + 8 * 3_600_000).toISOString() })
    const fromMs = switchMs - DAY_MS
    const { days } = await world.ask({ fromMs, toMs: fromMs + 3 * DAY_MS - 1 })
    expect(days.map((day, n) => (day.starts[0]! * 1_000 - fromMs) / 3_600_000 - 24 * n)).toEqual([8, 7, 7])
    expect(days.map((day) => day.starts.length)).toEqual([16, 16, 16])
  })

  it('cuts a day of a host whose hours reach over midnight UTC at midnight, and keeps the grid', async () => {
    const world = await startWorld({ hours: { startTime: '17:15', endTime: '21:45' }, timeZone: 'America/New_York' }, testScope())
    const { fromMs, toMs } = dayRange(9)
    // Cal.com begins its grid where what is asked begins, and drops starts whose end lies behind it.
    const durationMin = 45
    const whole = await world.ask({ fromMs: fromMs - DAY_MS, toMs: toMs + DAY_MS, durationMin })
    const one = await world.ask({ fromMs, toMs, durationMin, freshness: Freshness.FRESHNESS_FRESH })
    expect(one.days[0]!.starts).toEqual(whole.days[1]!.starts)
    expect(one.days[0]!.starts.every((start) => start * 1_000 >= fromMs && start * 1_000 <= toMs)).toBe(true)
    expect(one.days[0]!.starts.length).toBeGreaterThan(0)
  })
})

describe('freshness', () => {
  it('cache only: never a call, a refusal when there is nothing', async () => {
    const world = await startWorld({ env: ONE_DAY }, testScope())
    const freshness = Freshness.FRESHNESS_CACHE_ONLY
    await expect(world.ask({ freshness })).rejects.toMatchObject({ code: 'unavailable', reason: 'not_cached' })
    await world.ask()
    expect(await world.ask({ freshness })).toMatchObject({ source: Source.SOURCE_L1 })
    const two = await world.ask({ freshness, toMs: DAY.toMs + DAY_MS })
    expect(two).toMatchObject({ degraded: true })
    expect(two.days).toHaveLength(1)
    expect(world.upstreamCalls()).toBe(1)
  })

  it('maximum age: an older answer is loaded anew, a younger one is taken', async () => {
    const world = await startWorld({}, testScope())
    const first = await world.ask()
    await until('it to be 50 ms old', () => Date.now() - first.asOfMs > 60)
    const freshness = Freshness.FRESHNESS_MAX_AGE
    expect(await world.ask({ freshness, maxAgeMs: 60_000 })).toMatchObject({ source: Source.SOURCE_L1 })
    const second = await world.ask({ freshness, maxAgeMs: 50 })
    expect(second).toMatchObject({ source: Source.SOURCE_UPSTREAM, upstreamCalls: 1 })
    expect(second.asOfMs).toBeGreaterThan(first.asOfMs)
  })

  it('fresh: never what was loaded before the look-up came, shared with others who came before the load', async () => {
    const world = await startWorld({ instances: 2 }, testScope())
    await world.ask()
    const freshness = Freshness.FRESHNESS_FRESH
    world.sim.control.addFault({ kind: 'latency', match: { path: '/v2/slots' }, delayMs: 150 })
    const askedMs = Date.now()
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => world.ask({ freshness }, { instance: index % 2 })))
    for (const answer of answers) {
      expect(answer.source).toBe(Source.SOURCE_UPSTREAM)
      expect(answer.asOfMs).toBeGreaterThanOrEqual(askedMs - 5)
    }
    // Those who come while a load is under way wait for the next.
    expect(world.upstreamCalls()).toBeLessThanOrEqual(4)
  })
})

describe('what cannot be answered', () => {
  const scope = fileScope()
  let world: World
  beforeAll(async () => {
    world = await startWorld({}, scope)
  })

  it.each([
    { name: 'nothing is asked for', request: { eventTypeId: '' }, field: 'event_type_id' },
    { name: 'an event type that is no number', request: { eventTypeId: '1 OR 1=1' }, field: 'event_type_id' },
    { name: 'a staff member beside an event type', request: { staffId: STAFF.anna }, field: 'staff_id' },
    { name: 'no beginning', request: { fromMs: 0 }, field: 'from_ms' },
    { name: 'a negative beginning', request: { fromMs: -1 }, field: 'from_ms' },
    { name: 'no end', request: { toMs: 0 }, field: 'to_ms' },
    { name: 'an end beyond all dates', request: { toMs: 9e15 }, field: 'to_ms' },
    { name: 'a reversed range', request: { toMs: DAY.fromMs - 1 }, field: 'to_ms' },
    { name: 'a range of 63 days', request: { toMs: DAY.fromMs + 63 * DAY_MS }, field: 'to_ms' },
    { name: 'a range in two years', request: { fromMs: DAY.fromMs + 700 * DAY_MS, toMs: DAY.toMs + 700 * DAY_MS }, field: 'from_ms' },
    { name: 'a range in the past', request: { fromMs: 1, toMs: 2 }, field: 'to_ms' },
    { name: 'a freshness of a later version', request: { freshness: 99 as Freshness }, field: 'freshness' },
    { name: 'a maximum age of nothing', request: { freshness: Freshness.FRESHNESS_MAX_AGE }, field: 'max_age_ms' },
    { name: 'a negative maximum age', request: { freshness: Freshness.FRESHNESS_MAX_AGE, maxAgeMs: -1 }, field: 'max_age_ms' },
    { name: 'a slot of two days', request: { durationMin: 2_880 }, field: 'duration_min' },
  ])('$name: invalid, naming $field', async ({ request, field }) => {
    await expect(world.ask(request)).rejects.toMatchObject({ code: 'invalid_argument', field })
  })

  it.each([
    { name: 'event type', request: { eventTypeId: '999999' }, field: 'event_type_id' },
    { name: 'service', request: { serviceId: '999' }, field: 'service_id' },
    { name: 'branch', request: { serviceId: SERVICE, branchId: '999' }, field: 'branch_id' },
    { name: 'staff member', request: { serviceId: SERVICE, branchId: BRANCH, staffId: '999' }, field: 'staff_id' },
  ])('an unknown $name: not found, naming it', async ({ request, field }) => {
    await expect(world.ask(request)).rejects.toMatchObject({ code: 'not_found', field })
  })

  it('an unknown tenant: not found', async () => {
    await expect(world.ask({}, { tenant: '4711' })).rejects.toMatchObject({ code: 'not_found', field: 'context.tenant' })
  })

  it('nothing of that reached Cal.com', () => expect(world.upstreamCalls()).toBe(0))
})

/** Midnight UTC of the last Sunday of March, of a year in which that is more than ten days ahead. */
function nextSpringInBerlin(): number {
  for (let year = new Date().getUTCFullYear(); ; year++) {
    const last = Date.UTC(year, 2, 31)
    const sundayMs = last - new Date(last).getUTCDay() * DAY_MS
    if (sundayMs > Date.now() + 10 * DAY_MS) return sundayMs
  }
}
