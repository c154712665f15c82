import { type CompositeSlot, Freshness, Origin, PausePolicy, Source, StaffRule } from '@calbridge/contracts'
import { fileScope, testScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { claimOf, eventOf, segmentOf } from './domain/testing.ts'
import { addComposite } from './testing/composite-service.ts'
import { SERVICE, STAFF } from './testing/tenant.ts'
import { DAY, dayRange, on, startWorld } from './testing/world.ts'

const { PAUSE_POLICY_ALWAYS: FREE, PAUSE_POLICY_NEVER: STAYS } = PausePolicy
const MINUTE_MS = 60_000
const NAMES = new Map([
  [STAFF.anna, 'anna'],
  [STAFF.ben, 'ben'],
])
const time = (ms: number): string => new Date(ms).toISOString().slice(11, 16)
const shown = ({ segments }: CompositeSlot): string =>
  segments.map(({ key, staffId, startMs, endMs }) => `${key} ${NAMES.get(staffId)} ${time(startMs)}-${time(endMs)}`).join(', ')

async function start(policy: PausePolicy, options: Parameters<typeof startWorld>[0] = {}) {
  const world = await startWorld(options, testScope())
  const { ask } = await addComposite(world, policy)
  /** An appointment of Anna's that is known here. */
  const book = async (from: string, to: string, uid = 'a1') => {
    const after = [claimOf(on(from), on(to), { resource: `staff:${STAFF.anna}`, appointmentUid: uid })]
    const segments = [segmentOf(on(from), on(to), world.eventTypes.anna, STAFF.anna)]
    const value = { serviceId: SERVICE, branchId: '', segments, degraded: false }
    await world.happen(eventOf({ $case: 'booked', value }, { uid, tenant: world.tenant.id, after, origin: Origin.ORIGIN_API }))
  }
  return { world, ask, book }
}

describe('a composite look-up', () => {
  it('costs one call for each event type when cold, none when warm, and names the same slots alike', async () => {
    const { world, ask } = await start(FREE)
    const cold = await ask()
    expect(cold).toMatchObject({ source: Source.SOURCE_UPSTREAM, upstreamCalls: 4, degraded: false, missingDays: 0, total: 24 })
    expect(cold.slots).toHaveLength(24)
    expect(shown(cold.slots[0]!)).toBe('A anna 09:00-10:00, B anna 10:30-11:15')
    expect(shown(cold.slots.at(-1)!)).toBe('A anna 14:45-15:45, B anna 16:15-17:00')
    expect(cold.slots[0]).toMatchObject({ startMs: on('09:00'), endMs: on('11:15'), pauseMs: 30 * MINUTE_MS })
    expect(world.upstreamCalls()).toBe(4)

    const warm = await ask()
    expect(warm).toMatchObject({ source: Source.SOURCE_L1, upstreamCalls: 0, slots: cold.slots })
    expect(world.upstreamCalls()).toBe(4)
  })

  it('gives starts inside its range alone, though their later segments may lie behind it; at most the limit, and counts all', async () => {
    const { ask } = await start(FREE)
    const { slots, total } = await ask({ fromMs: on('09:10'), toMs: on('10:00'), limit: 2 })
    expect(slots.map(shown)).toEqual(['A anna 09:15-10:15, B anna 10:45-11:30', 'A anna 09:30-10:30, B anna 11:00-11:45'])
    expect(total).toBe(4)
  })

  it('offers nothing that is claimed here, and to the holder of the claim what is his', async () => {
    const { world, ask, book } = await start(FREE)
    await ask()
    await book('10:30', '11:15')
    const only = { staffIds: [STAFF.anna] }
    const starts = async (changes: object) => (await ask({ ...only, ...changes })).slots.map(({ startMs }) => time(startMs))
    expect((await starts({})).slice(0, 3)).toEqual(['09:15', '09:30', '11:15'])
    expect((await starts({ holder: 'a1' }))[0]).toBe('09:00')
    expect(shown((await ask()).slots[0]!)).toBe('A ben 09:00-10:00, B ben 10:30-11:15')
    expect(world.upstreamCalls()).toBe(4)
  })

  it('stays with one person unless the caller lets staff change, and prefers whom the caller prefers', async () => {
    const { ask, book } = await start(FREE)
    await book('10:00', '17:00')
    const first = { fromMs: on('09:00'), toMs: on('09:00') }
    expect((await ask(first)).slots.map(shown)).toEqual(['A ben 09:00-10:00, B ben 10:30-11:15'])
    const anna = { ...first, preferredStaffId: STAFF.anna }
    expect((await ask(anna)).slots.map(shown)).toEqual(['A ben 09:00-10:00, B ben 10:30-11:15'])
    const any = { ...anna, staffRule: StaffRule.STAFF_RULE_ANY }
    expect((await ask(any)).slots.map(shown)).toEqual(['A anna 09:00-10:00, B ben 10:30-11:15'])
  })

  it('needs the time of the pause where others may not be taken in it, and not where they may', async () => {
    const anna = { staffIds: [STAFF.anna], fromMs: on('09:00'), toMs: on('09:00') }
    const bound = await start(STAYS)
    expect((await bound.ask(anna)).slots).toHaveLength(1)
    await bound.book('10:00', '10:30')
    expect((await bound.ask(anna)).slots).toEqual([])
    const free = await start(FREE)
    await free.book('10:00', '10:30')
    expect((await free.ask(anna)).slots.map(shown)).toEqual(['A anna 09:00-10:00, B anna 10:30-11:15'])
  })

  it('keeps gaps and lengths over a change of the clocks', async () => {
    const night = { startTime: '00:00', endTime: '08:00' }
    const { ask } = await start(STAYS, { timeZone: 'Europe/Berlin', hours: night })
    const switchMs = nextSwitchMs()
    const { slots } = await ask({ fromMs: switchMs - 60 * MINUTE_MS, toMs: switchMs + 120 * MINUTE_MS, limit: 200 })
    expect(slots.map(({ startMs }) => (startMs - switchMs) / MINUTE_MS)).toEqual(Array.from({ length: 13 }, (_, index) => -60 + 15 * index))
    for (const { startMs, endMs, segments, pauseMs } of slots) {
      expect([endMs - startMs, pauseMs]).toEqual([135 * MINUTE_MS, 30 * MINUTE_MS])
      expect(segments.map((one) => (one.endMs - one.startMs) / MINUTE_MS)).toEqual([60, 45])
    }
  })

  it('says what it could not know, rather than that nothing is free', async () => {
    const { world, ask } = await start(FREE)
    world.sim.control.down('503')
    await expect(ask()).rejects.toMatchObject({ code: 'unavailable' })
    world.sim.control.up()
  })
})

/** When Berlin's clocks go forward next: 01:00 UTC on the last Sunday of March, not this month. */
function nextSwitchMs(): number {
  const year = new Date(Date.now()).getUTCFullYear() + 1
  const last = new Date(Date.UTC(year, 2, 31, 1))
  return last.getTime() - last.getUTCDay() * 24 * 60 * MINUTE_MS
}

describe('a composite look-up that cannot be answered', () => {
  const scope = fileScope()
  let ask: Awaited<ReturnType<typeof addComposite>>['ask']
  beforeAll(async () => {
    const world = await startWorld({}, scope)
    ask = (await addComposite(world, FREE)).ask
  })

  it.each([
    { name: 'no service', request: { serviceId: '' }, field: 'service_id' },
    { name: 'no branch', request: { branchId: '' }, field: 'branch_id' },
    { name: 'a rule of a later version', request: { staffRule: 9 as StaffRule }, field: 'staff_rule' },
    { name: 'too many at once', request: { limit: 201 }, field: 'limit' },
    { name: 'too many staff', request: { staffIds: Array(101).fill(STAFF.anna) }, field: 'staff_ids' },
    { name: 'no beginning', request: { fromMs: 0 }, field: 'from_ms' },
    { name: 'a reversed range', request: { toMs: DAY.fromMs - 1 }, field: 'to_ms' },
    { name: 'a range of 63 days', request: { toMs: dayRange(7 + 63).fromMs }, field: 'to_ms' },
    { name: 'a range in the past', request: { fromMs: 1, toMs: 2 }, field: 'to_ms' },
    { name: 'a maximum age of nothing', request: { freshness: Freshness.FRESHNESS_MAX_AGE }, field: 'max_age_ms' },
  ])('$name: invalid, naming $field', async ({ request, field }) => {
    await expect(ask(request)).rejects.toMatchObject({ code: 'invalid_argument', field })
  })

  it.each([
    { name: 'service', request: { serviceId: '99' }, field: 'service_id' },
    { name: 'branch', request: { branchId: '99' }, field: 'branch_id' },
    { name: 'staff member', request: { staffIds: ['99'] }, field: 'staff_ids' },
    { name: 'preferred staff member', request: { preferredStaffId: '99' }, field: 'preferred_staff_id' },
  ])('an unknown $name: not found, naming it', async ({ request, field }) => {
    await expect(ask(request)).rejects.toMatchObject({ code: 'not_found', field })
  })

  it('a service of one piece: told so', async () => {
    await expect(ask({ serviceId: SERVICE })).rejects.toMatchObject({ code: 'failed_precondition', reason: 'not_composite' })
  })
})
