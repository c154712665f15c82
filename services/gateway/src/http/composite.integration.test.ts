import { FindCompositeSlotsResponse, StaffRule } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { eventTypeAt, SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { START_MS, YEAR } from '../testing/appointments.ts'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { COMPOSITE_LOOK_UP } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
beforeEach(() => gateway.standIns.reset())

const lookUp = (changes: object = {}, key = KEYS.all) =>
  gateway.call('POST', '/api/v2/availability/composite', { key, body: { ...COMPOSITE_LOOK_UP, ...changes } })
const answerWith = (answer: Partial<FindCompositeSlotsResponse>) =>
  gateway.standIns.answer('findCompositeSlots', () => ({ ...FindCompositeSlotsResponse.fromPartial({}), ...answer }))
const asked = () => gateway.standIns.asked.find(({ rpc }) => rpc === 'findCompositeSlots')!

const MINUTE_MS = 60_000
const at = (minute: number): number => START_MS + minute * MINUTE_MS
const segment = (key: string, staff: 'mara' | 'aylin', from: number, to: number) => ({
  key,
  staffId: SALON.staff[staff],
  eventTypeId: eventTypeAt('perm', staff, key),
  startMs: at(from),
  endMs: at(to),
})
const SLOT = {
  id: '0b8f8d3e-0000-8000-8000-000000000001',
  startMs: at(0),
  endMs: at(130),
  segments: [segment('A', 'mara', 0, 60), segment('B', 'aylin', 80, 130)],
  pauseMs: 20 * MINUTE_MS,
}

describe('POST /api/v2/availability/composite', () => {
  it('gives each slot with its segments and its pause, and in the spelling of old scripts too', async () => {
    answerWith({ slots: [SLOT], total: 31, source: 2, ageMs: 900, asOfMs: START_MS, answerId: 'a1' })
    const { status, body } = await lookUp()

    expect(status).toBe(200)
    expect(body.data.service).toEqual({
      id: 2,
      name: 'Dauerwelle',
      is_composite: true,
      segments: [
        { key: 'A', name: 'Wickeln', durationMin: 60, gapAfterMin: 15, gapAfterMax: 30, preferSameStaff: true },
        { key: 'B', name: 'Fixieren', durationMin: 50, gapAfterMin: 0, gapAfterMax: 0, preferSameStaff: true },
      ],
    })
    const [first, second] = [
      { starts_at: `${YEAR}-06-01T10:00:00+02:00`, ends_at: `${YEAR}-06-01T11:00:00+02:00` },
      { starts_at: `${YEAR}-06-01T11:20:00+02:00`, ends_at: `${YEAR}-06-01T12:10:00+02:00` },
    ]
    const pause = { starts_at: first.ends_at, ends_at: second.starts_at, duration: 20 }
    expect(body.data.slots).toEqual([
      {
        composite_slot_id: SLOT.id,
        starts_at: first.starts_at,
        ends_at: second.ends_at,
        total_duration: 130,
        segments: [
          { key: 'A', name: 'Wickeln', staff_id: SALON.staff.mara, staff_name: 'Mara', ...first, duration: 60 },
          { key: 'B', name: 'Fixieren', staff_id: SALON.staff.aylin, staff_name: 'Aylin', ...second, duration: 50 },
        ],
        pause,
        pauses: [pause],
      },
    ])
    expect(body.data.composite_slots).toEqual([
      {
        composite_slot_id: SLOT.id,
        segment_a: { start: first.starts_at, end: first.ends_at, staff_id: SALON.staff.mara },
        segment_b: { start: second.starts_at, end: second.ends_at, staff_id: SALON.staff.aylin },
      },
    ])
    expect(body.data.total).toBe(31)
    expect(body.meta).toMatchObject({ source: 'l2', age_ms: 900, degraded: false, complete: true, answer_id: 'a1' })
  })

  it('shows times in the zone asked for, in either spelling, over a change of the clocks too', async () => {
    // In New York clocks go forward at 07:00 UTC on the second Sunday of March: the pause goes over it.
    const march = new Date(Date.UTC(YEAR, 2, 8, 7))
    const switchMs = march.getTime() + ((7 - march.getUTCDay()) % 7) * 86_400_000
    const shift = switchMs - at(70)
    const moved = { ...SLOT, startMs: SLOT.startMs + shift, endMs: SLOT.endMs + shift }
    const segments = SLOT.segments.map((one) => ({ ...one, startMs: one.startMs + shift, endMs: one.endMs + shift }))
    answerWith({ slots: [{ ...moved, segments }] })
    const { body } = await lookUp({ timeZone: undefined, timezone: 'America/New_York' })
    const [{ pause, total_duration }] = body.data.slots
    expect(pause.starts_at).toMatch(/T01:50:00-05:00$/)
    expect(pause.ends_at).toMatch(/T03:10:00-04:00$/)
    expect([pause.duration, total_duration]).toEqual([20, 130])
  })

  it('asks for the whole local days at the branch, for the staff that are named, by numbers of old scripts too', async () => {
    await lookUp({ branch_id: '1', staff_ids: [1, 3], preferred_staff_id: 3, same_staff: false, freshness: 'cache_only' })
    expect(asked().request).toMatchObject({
      context: { tenant: SALON.tenant },
      serviceId: SALON.services.perm,
      branchId: SALON.branches.mitte,
      staffIds: [SALON.staff.mara, SALON.staff.aylin],
      preferredStaffId: SALON.staff.aylin,
      staffRule: StaffRule.STAFF_RULE_ANY,
      fromMs: Date.parse(`${YEAR}-05-31T22:00:00Z`),
      toMs: Date.parse(`${YEAR}-06-03T22:00:00Z`) - 1,
      limit: 30,
      freshness: 1,
    })
    expect(asked().call.remainingMs).toBeLessThanOrEqual(1_500)
  })

  it('leaves to the service whether staff may change when nothing is said', async () => {
    await lookUp()
    expect(asked().request).toMatchObject({ staffIds: [], preferredStaffId: '', staffRule: StaffRule.STAFF_RULE_UNSPECIFIED })
    gateway.standIns.reset()
    await lookUp({ same_staff: true })
    expect(asked().request).toMatchObject({ staffRule: StaffRule.STAFF_RULE_SAME })
  })

  it('sends a service of one piece to its own endpoint', async () => {
    const { status, body } = await lookUp({ service_id: Number(SALON.services.cut) })
    expect(status).toBe(400)
    expect(body).toMatchObject({ message: 'Service is not composite. Use /availability/simple endpoint', reason: 'not_composite' })
    expect(gateway.standIns.asked).toEqual([])
  })

  it('says that nobody can do all of it, instead of failing', async () => {
    const { status, body } = await lookUp({ staff_ids: [2] })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ slots: [], composite_slots: [], total: 0, message: 'No available staff for this service' })
    expect(gateway.standIns.asked).toEqual([])
  })

  it('never calls what it does not know "nothing free"', async () => {
    answerWith({ missingDays: 2, degraded: true })
    expect(await lookUp()).toMatchObject({ status: 503, body: { reason: 'not_known', retry_after: 5 } })
    answerWith({ slots: [SLOT], total: 1, missingDays: 2, degraded: true })
    expect((await lookUp()).body.meta).toMatchObject({ degraded: true, complete: false })
  })

  it.each([
    { change: { staff_ids: [999] }, status: 404, field: 'staff_ids' },
    { change: { preferred_staff_id: 999 }, status: 404, field: 'preferred_staff_id' },
    { change: { service_id: 999 }, status: 404, field: 'service_id' },
    { change: { staff_ids: 'anna' }, status: 422, field: 'staff_ids' },
    { change: { same_staff: 'yes' }, status: 422, field: 'same_staff' },
    { change: { end_date: `${YEAR}-05-01` }, status: 422, field: 'end_date' },
    { change: { timezone: 'Mars/Olympus', timeZone: undefined }, status: 422, field: 'timezone' },
  ])('is refused with $status, naming $field', async ({ change, status, field }) => {
    const answer = await lookUp(change)
    expect(answer.status).toBe(status)
    expect(answer.body.errors).toHaveProperty(field)
    expect(gateway.standIns.asked).toEqual([])
  })

  it('words a failure behind it as the old contract did', async () => {
    gateway.standIns.answer('findCompositeSlots', () => {
      throw new AppError('resource_exhausted', 'Cal.com may not be asked now', { reason: 'budget', retryAfterMs: 2_500 })
    })
    const { status, body } = await lookUp()
    expect(status).toBe(503)
    expect(body).toMatchObject({ message: 'Failed to get composite availability: Cal.com may not be asked now', retry_after: 3 })
  })
})
