import { FindCompositeSlotsRequest, PausePolicy, Source, StaffRule } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { memoryDirectory } from '@calbridge/directory'
import { eventTypeAt, SALON, salonTenant } from '@calbridge/directory/testing'
import { describe, expect, it } from 'vitest'
import { lookForWays } from '../application/look-for-ways.ts'
import { findDays } from '../application/look-up.ts'
import type { Answered } from '../application/slot-history.ts'
import { unitResolver } from '../application/units.ts'
import { DAY_MS, dayStartMs } from '../domain/utc-day.ts'
import { startReplicas } from '../testing/replicas.ts'
import { findCompositeSlots } from './find-composite-slots.ts'

const HOUR_MS = 3_600_000

/** The RPC over the cache itself, in memory. The service: an hour, 15 to 30 minutes of pause, 50 minutes, by Mara or Aylin. */
function start({ hours = [9, 10.25], pausePolicy = PausePolicy.PAUSE_POLICY_ALWAYS as PausePolicy } = {}) {
  const { replicas, clock, calcom, day } = startReplicas({ count: 1 })
  calcom.hours = hours
  const salon = salonTenant()
  const services = salon.services.map((service) => (service.id === SALON.services.perm ? { ...service, pausePolicy } : service))
  const recorded: Answered[] = []
  const handle = findCompositeSlots({
    directory: memoryDirectory([{ ...salon, services }], clock),
    resolveUnits: unitResolver(),
    lookFor: lookForWays(findDays(replicas[0]!.collect)),
    clock,
    answerId: () => 'answer-1',
    maxDays: 62,
    defaultDeadlineMs: 1_500,
    marginMs: 30,
    recordAnswer: (one) => recorded.push(one),
    onAnswer: () => {},
  })
  const dayMs = dayStartMs(day)
  const call = {
    principal: { kind: 'api_key' as const, tenant: SALON.tenant, permissions: new Set(['read']) },
    signal: new AbortController().signal,
    deadlineMs: undefined,
    remainingMs: () => Number.POSITIVE_INFINITY,
    traceparent: '',
  }
  const standard = { serviceId: SALON.services.perm, branchId: SALON.branches.mitte, fromMs: dayMs, toMs: dayMs + DAY_MS - 1 }
  const ask = (changes: object = {}) => handle(FindCompositeSlotsRequest.fromPartial({ ...standard, ...changes }), call)
  return { ask, calcom, recorded, at: (hour: number) => dayMs + hour * HOUR_MS, dayMs }
}

describe('a composite look-up', () => {
  it('gives who does which segment when, and asks once for each event type', async () => {
    const { ask, calcom, recorded, at } = start()
    const answer = await ask()
    expect(answer).toEqual({
      slots: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          startMs: at(9),
          endMs: at(10.25) + 50 * 60_000,
          segments: [
            { key: 'A', staffId: SALON.staff.mara, eventTypeId: eventTypeAt('perm', 'mara', 'A'), startMs: at(9), endMs: at(10) },
            {
              key: 'B',
              staffId: SALON.staff.mara,
              eventTypeId: eventTypeAt('perm', 'mara', 'B'),
              startMs: at(10.25),
              endMs: at(10.25) + 50 * 60_000,
            },
          ],
          pauseMs: 15 * 60_000,
        },
      ],
      total: 1,
      source: Source.SOURCE_UPSTREAM,
      ageMs: 0,
      asOfMs: expect.any(Number),
      degraded: false,
      answerId: 'answer-1',
      upstreamCalls: 4,
      missingDays: 0,
    })
    expect(calcom.calls).toHaveLength(4)
    expect(await ask()).toMatchObject({ slots: answer.slots, source: Source.SOURCE_L1, upstreamCalls: 0 })
    expect(recorded[0]).toMatchObject({ operation: 'FindCompositeSlots', named: [{ startMs: at(9) }, { startMs: at(10.25) }] })
  })

  it('prefers whom the caller prefers, and asks for nobody else than he names', async () => {
    const { ask, calcom } = start()
    const named = await ask({ staffIds: ['3'] })
    expect(named.slots[0]!.segments.map(({ staffId }) => staffId)).toEqual([SALON.staff.aylin, SALON.staff.aylin])
    expect(calcom.calls).toHaveLength(2)
    const preferred = await ask({ preferredStaffId: SALON.staff.aylin })
    expect(preferred.slots[0]!.segments.map(({ staffId }) => staffId)).toEqual([SALON.staff.aylin, SALON.staff.aylin])
    expect((await ask({ staffRule: StaffRule.STAFF_RULE_ANY })).slots).toHaveLength(1)
  })

  it('finds what begins on the last day of its range and ends on the next', async () => {
    const { ask, dayMs } = start({ hours: [0.25, 23] })
    const { slots, missingDays } = await ask()
    expect(slots.map((slot) => [slot.startMs - dayMs, slot.segments[1]!.startMs - dayMs])).toEqual([[23 * HOUR_MS, 24.25 * HOUR_MS]])
    expect(missingDays).toBe(0)
  })

  it('needs the pause free where others may not be taken in it, as nobody may unless the service says so', async () => {
    for (const pausePolicy of [PausePolicy.PAUSE_POLICY_UNSPECIFIED, PausePolicy.PAUSE_POLICY_NEVER]) {
      expect((await start({ pausePolicy }).ask()).slots).toEqual([])
      expect((await start({ pausePolicy, hours: [9, 9.5, 10.25] }).ask()).slots).toHaveLength(1)
    }
    expect((await start({ pausePolicy: PausePolicy.PAUSE_POLICY_BY_SERVICE }).ask()).slots).toHaveLength(1)
  })

  it('knows the pause to be free by slots behind its range too', async () => {
    const { ask, at } = start({ pausePolicy: PausePolicy.PAUSE_POLICY_NEVER, hours: [9, 9.5, 10.25] })
    expect((await ask({ fromMs: at(9), toMs: at(9) })).slots).toHaveLength(1)
    expect((await ask({ fromMs: at(9.5), toMs: at(9.5) })).slots).toEqual([])
  })

  it('gives at most the limit, 30 when none is named, and counts all', async () => {
    const hours = Array.from({ length: 40 }, (_, index) => 8 + index / 4)
    const { ask } = start({ hours })
    const all = await ask()
    expect([all.slots.length, all.total]).toEqual([30, 35])
    const few = await ask({ limit: 2 })
    expect([few.slots.length, few.total]).toEqual([2, 35])
  })

  it('says what it could not know, and fails when it knows nothing', async () => {
    const { ask, calcom } = start()
    await ask({ staffIds: ['1'] })
    calcom.before = async () => {
      throw new AppError('unavailable', 'down', { retryAfterMs: 1 })
    }
    // Aylin's two event types, on the day and on the next, where the last segment may lie.
    expect(await ask()).toMatchObject({ degraded: true, missingDays: 4, total: 1 })
    await expect(ask({ staffIds: ['3'] })).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 1 })
  })

  it.each([
    { name: 'no service', change: { serviceId: '' }, field: 'service_id' },
    { name: 'no branch', change: { branchId: '' }, field: 'branch_id' },
    { name: 'a rule of a later version', change: { staffRule: 9 }, field: 'staff_rule' },
    { name: 'too many at once', change: { limit: 201 }, field: 'limit' },
    { name: 'too many staff', change: { staffIds: Array(101).fill('1') }, field: 'staff_ids' },
    { name: 'no beginning', change: { fromMs: 0 }, field: 'from_ms' },
    { name: 'a reversed range', change: { toMs: 5 }, field: 'to_ms' },
    { name: 'a maximum age of nothing', change: { freshness: 2 }, field: 'max_age_ms' },
  ])('is refused for $name, naming $field, and nothing is asked', async ({ change, field }) => {
    const { ask, calcom } = start()
    await expect(ask(change)).rejects.toMatchObject({ code: 'invalid_argument', field })
    expect(calcom.calls).toEqual([])
  })

  it('is refused for a service of one piece, with a reason of its own', async () => {
    const refused = start().ask({ serviceId: SALON.services.cut })
    await expect(refused).rejects.toMatchObject({ code: 'failed_precondition', reason: 'not_composite', field: 'service_id' })
  })
})
