import { GetSlotsResponse } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { eventTypeAt, SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { START_MS, YEAR } from '../testing/appointments.ts'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { LOOK_UP } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
beforeEach(() => gateway.standIns.reset())

const lookUp = (changes: object = {}, key = KEYS.all) =>
  gateway.call('POST', '/api/v2/availability/simple', { key, body: { ...LOOK_UP, ...changes } })

const day = (staff: 'mara' | 'jonas', startsMs: number[]) => ({
  eventTypeId: eventTypeAt('cut', staff),
  staffId: SALON.staff[staff],
  epochDay: Math.floor(START_MS / 86_400_000),
  starts: startsMs.map((ms) => ms / 1_000),
  durationMin: 45,
})
const answerWith = (answer: Partial<GetSlotsResponse>) =>
  gateway.standIns.answer('getSlots', () => ({ ...GetSlotsResponse.fromPartial({}), ...answer }))

describe('POST /api/v2/availability/simple', () => {
  it('gives slots in the zone asked for, by start and then by the rank of who does it, and says how old they are', async () => {
    const later = START_MS + 45 * 60_000
    answerWith({
      days: [day('jonas', [START_MS, later]), day('mara', [START_MS])],
      source: 2,
      ageMs: 1_200,
      asOfMs: START_MS,
      answerId: 'a1',
      upstreamCalls: 0,
    })
    const { status, body } = await lookUp({ timeZone: 'America/New_York' })

    expect(status).toBe(200)
    expect(body.data.service).toEqual({ id: 1, name: 'Haarschnitt', duration: 45 })
    expect(body.data.slots.map((slot: { start: string; staff_name: string }) => [slot.start, slot.staff_name])).toEqual([
      [`${YEAR}-06-01T04:00:00-04:00`, 'Mara'],
      [`${YEAR}-06-01T04:00:00-04:00`, 'Jonas'],
      [`${YEAR}-06-01T04:45:00-04:00`, 'Jonas'],
    ])
    expect(body.data.slots[0]).toEqual({
      id: expect.stringMatching(/^slot_/),
      staff_id: SALON.staff.mara,
      staff_name: 'Mara',
      start: `${YEAR}-06-01T04:00:00-04:00`,
      end: `${YEAR}-06-01T04:45:00-04:00`,
      duration: 45,
      service_id: 1,
      service_name: 'Haarschnitt',
    })
    expect(body.data.total).toBe(3)
    expect(body.meta).toEqual({
      source: 'l2',
      age_ms: 1_200,
      as_of: new Date(START_MS).toISOString(),
      degraded: false,
      complete: true,
      answer_id: 'a1',
      upstream_calls: 0,
    })
    expect(body).not.toHaveProperty('error')
  })

  it('says when it does not know all days, and never calls what it does not know "nothing free"', async () => {
    answerWith({ days: [day('jonas', [START_MS])], source: 1, degraded: true, missingDays: 2 })
    expect((await lookUp()).body.meta).toMatchObject({ degraded: true, complete: false })

    answerWith({ days: [day('jonas', [])], source: 1, degraded: true, missingDays: 2 })
    const { status, body } = await lookUp()
    expect(status).toBe(503)
    expect(body).toMatchObject({ reason: 'not_known', retry_after: 5 })
  })

  it('gives at most 50 slots and counts all, those alone that lie in the range', async () => {
    const before = Date.parse(`${YEAR}-05-31T21:59:00Z`)
    const first = Date.parse(`${YEAR}-05-31T22:00:00Z`)
    const last = Date.parse(`${YEAR}-06-03T21:59:00Z`)
    const after = Date.parse(`${YEAR}-06-03T22:00:00Z`)
    const many = Array.from({ length: 58 }, (_, n) => START_MS + n * 60_000)
    answerWith({ days: [day('mara', [before, first, ...many, last, after])] })
    const { body } = await lookUp()
    expect(body.data.slots).toHaveLength(50)
    expect(body.data.total).toBe(60)
    expect(body.data.slots[0].start).toBe(`${YEAR}-06-01T00:00:00+02:00`)
  })

  it('asks for the whole local days, with the ids that old scripts use resolved', async () => {
    await lookUp({ branch_id: '1', staff_id: 1, timezone: 'Europe/Berlin', timeZone: undefined })
    const [{ request, call }] = gateway.standIns.asked as [(typeof gateway.standIns.asked)[number]]
    expect(request).toMatchObject({
      serviceId: SALON.services.cut,
      branchId: SALON.branches.mitte,
      staffId: SALON.staff.mara,
      fromMs: Date.parse(`${YEAR}-05-31T22:00:00Z`),
      toMs: Date.parse(`${YEAR}-06-03T22:00:00Z`) - 1,
    })
    expect(call.principal.tenant).toBe(SALON.tenant)
    expect(call.remainingMs).toBeLessThanOrEqual(1_500)
  })

  it('says that nobody can do it, instead of failing', async () => {
    const { status, body } = await lookUp({ service_id: Number(SALON.services.beard), branch_id: 1 })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ slots: [], message: 'No available staff for this service' })
  })

  it('sends a composite service to its own endpoint', async () => {
    const { status, body } = await lookUp({ service_id: Number(SALON.services.perm) })
    expect(status).toBe(400)
    expect(body.message).toBe('Service is composite. Use /availability/composite endpoint')
  })

  it.each([
    { code: 'resource_exhausted' as const, status: 503 },
    { code: 'unavailable' as const, status: 503 },
    { code: 'deadline_exceeded' as const, status: 504 },
  ])('answers $status with a time to come back when availability says $code', async ({ code, status }) => {
    gateway.standIns.answer('getSlots', () => {
      throw new AppError(code, 'Cal.com may not be asked now', { reason: 'budget', retryAfterMs: 2_500 })
    })
    const answer = await lookUp()
    expect(answer.status).toBe(status)
    expect(answer.headers.get('retry-after')).toBe('3')
    expect(answer.body).toMatchObject({
      success: false,
      message: 'Failed to get availability: Cal.com may not be asked now',
      reason: 'budget',
      retry_after: 3,
    })
  })

  it('gives up at its deadline, whatever availability does', async () => {
    gateway.standIns.answer('getSlots', () => new Promise(() => {}))
    const started = performance.now()
    expect((await lookUp()).status).toBe(504)
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it('keeps the text of a bug behind it to itself', async () => {
    gateway.standIns.answer('getSlots', () => {
      throw new TypeError('x of undefined at /srv/secret.ts:12')
    })
    const { status, text } = await lookUp()
    expect(status).toBe(500)
    expect(text).not.toContain('secret')
  })
})
