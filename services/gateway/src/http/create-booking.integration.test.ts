import { type CreateAppointmentRequest, SyncStatus } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { offering } from '../testing/alternatives.ts'
import { booked, START_MS, YEAR } from '../testing/appointments.ts'
import { type CallOptions, KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { BOOKING } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
beforeEach(() => gateway.standIns.reset())

const book = (changes: object = {}, options: CallOptions = {}) =>
  gateway.call('POST', '/api/v2/bookings', { key: KEYS.all, body: { ...BOOKING, ...changes }, ...options })
const lastAsked = () => gateway.standIns.asked.at(-1)!
const slotTaken = () => {
  throw new AppError('conflict', 'the slot is taken', { reason: 'slot_taken' })
}
const freeAt = (...startsMs: number[]) => gateway.standIns.answer('findAlternatives', () => offering(startsMs))

describe('POST /api/v2/bookings', () => {
  it('answers 201 in the old envelope, with every key that a script reads', async () => {
    const { status, body, headers, text } = await book()
    expect(status).toBe(201)
    expect(body).toMatchObject({
      success: true,
      status_code: 201,
      message: 'Booking created successfully',
      data: {
        appointment_id: 123,
        status: 'booked',
        starts_at: `${YEAR}-06-01T10:00:00+02:00`,
        ends_at: `${YEAR}-06-01T10:45:00+02:00`,
        confirmation_code: '123',
        appointment: { id: 123, staff_name: 'Mara', calcom_booking_uid: 'abc' },
        appointments: [{ id: 123 }],
      },
    })
    expect(text).not.toContain('"error"')
    expect(headers.get('location')).toBe(`/api/v2/bookings/${booked().uid}`)
  })

  it('hands booking one canonical command, whichever spelling came', async () => {
    await book()
    const expected = lastAsked().request as CreateAppointmentRequest
    expect(expected).toMatchObject({
      context: { tenant: SALON.tenant, origin: 3 },
      serviceId: SALON.services.cut,
      branchId: SALON.branches.mitte,
      staffId: SALON.staff.mara,
      startMs: START_MS,
      timeZone: 'Europe/Berlin',
      customer: { name: 'Erika Muster', email: 'erika@example.com', phone: '+491701234567' },
      waitMs: 4_000,
    })
    const spellings = [
      { start: `${YEAR}-06-01T08:00:00Z` },
      { start: undefined, start_time: `${YEAR}-06-01T10:00:00+02:00`, end_time: `${YEAR}-06-01T10:45:00+02:00` },
      { timeZone: undefined, timezone: 'europe/berlin', type: 'simple', composite_group_uid: null },
      { service_id: '1', branch_id: 1, staff_id: SALON.staff.mara.toUpperCase() },
    ]
    for (const spelling of spellings) {
      expect((await book(spelling)).status).toBe(201)
      const { context: _, ...request } = lastAsked().request
      const { context: __, ...same } = expected
      expect(request).toEqual(same)
    }
  })

  it('books a customer without e-mail, and one from a phone call', async () => {
    expect(
      (await book({ customer: { name: 'Load Test User 1', phone: '0049 170 1234567' }, call_id: 'call_1', source: 'phone' })).status,
    ).toBe(201)
    expect(lastAsked().request).toMatchObject({
      customer: { email: '', phone: '+491701234567' },
      context: { callId: 'call_1' },
      source: 'phone',
    })
  })

  it.each([
    { prefer: undefined, waitMs: 4_000, applied: null },
    { prefer: 'wait=2', waitMs: 2_000, applied: 'wait=2' },
    { prefer: 'respond-async, wait=0', waitMs: 0, applied: 'wait=0' },
    { prefer: 'respond-async', waitMs: 0, applied: 'respond-async' },
    { prefer: 'wait=999999', waitMs: 30_000, applied: 'wait=30' },
  ])('waits as long as the caller prefers: $prefer', async ({ prefer, waitMs, applied }) => {
    const { headers } = await book({}, { headers: prefer ? { prefer } : {} })
    expect(lastAsked().request.waitMs).toBe(waitMs)
    expect(lastAsked().call.remainingMs).toBeGreaterThan(waitMs)
    expect(lastAsked().call.remainingMs).toBeLessThanOrEqual(waitMs + 4_000)
    expect(headers.get('preference-applied')).toBe(applied)
  })

  it('says pending, and not booked, while Cal.com has not answered', async () => {
    gateway.standIns.answer('createAppointment', () => ({
      appointment: booked({ status: 1, syncStatus: SyncStatus.SYNC_STATUS_PENDING }),
      replayed: false,
      storedInMs: 3,
    }))
    const { status, body } = await book()
    expect(status).toBe(201)
    expect(body.data).toMatchObject({ status: 'pending', appointment: { sync_status: 'pending' } })
  })

  it('answers 409 for a taken slot, with the next free ones that are cached and never a call to Cal.com for them', async () => {
    gateway.standIns.answer('createAppointment', slotTaken)
    freeAt(...[1, 2, 3].map((n) => START_MS + n * 3_600_000))
    const { status, body } = await book()
    expect(status).toBe(409)
    expect(body).toMatchObject({ success: false, status_code: 409, message: 'Booking failed: the slot is taken', reason: 'slot_taken' })
    expect(body.alternatives.map(({ start }: { start: string }) => start)).toEqual(
      [11, 12, 13].map((hour) => `${YEAR}-06-01T${hour}:00:00+02:00`),
    )
    expect(body.sentence).toBe('Passt Ihnen einer davon?')
    const request = {
      freshness: 1,
      serviceId: SALON.services.cut,
      staffId: '',
      wishMs: START_MS,
      timeZone: 'Europe/Berlin',
      limit: 3,
      language: 'de',
    }
    expect(lastAsked()).toMatchObject({ rpc: 'findAlternatives', request })
  })

  it('answers 409 without alternatives when none are cached or availability is down', async () => {
    gateway.standIns.answer('createAppointment', slotTaken)
    gateway.standIns.answer('findAlternatives', () => {
      throw new AppError('unavailable', 'nothing is cached')
    })
    const { status, body } = await book()
    expect(status).toBe(409)
    expect(body.alternatives).toEqual([])
    expect(body).not.toHaveProperty('sentence')
  })

  it('offers another time of a Saturday to who wished for one, in his language', async () => {
    gateway.standIns.answer('createAppointment', slotTaken)
    const saturday = 7 - new Date(START_MS).getUTCDay() || 7
    await book({ start: `${YEAR}-06-0${saturday}T10:00:00`, customer: { ...BOOKING.customer, language: 'en' } })
    expect(lastAsked()).toMatchObject({ rpc: 'findAlternatives', request: { weekends: true, language: 'en' } })
  })

  it('calls what Cal.com refused within the wait a conflict, never a success', async () => {
    gateway.standIns.answer('createAppointment', () => ({
      appointment: booked({ status: 6, syncErrorCode: 'slot_taken' }),
      replayed: false,
      storedInMs: 1,
    }))
    freeAt(START_MS + 3_600_000)
    const { status, body } = await book()
    expect(status).toBe(409)
    expect(body.alternatives).toHaveLength(1)
  })

  it('gives a repeated key’s answer again to the byte, and marks it', async () => {
    const options = { headers: { 'idempotency-key': 'k-1' } }
    const first = await book({}, options)
    expect(lastAsked().request.context.idempotencyKey).toBe('k-1')
    gateway.standIns.answer('createAppointment', () => ({ appointment: booked(), replayed: true, storedInMs: 3.2 }))
    const second = await book({}, options)
    expect(second.text).toBe(first.text)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(second.headers.get('idempotency-replayed')).toBe('true')
  })

  it('marks a refusal that was given before, and gives it with what is free by now', async () => {
    freeAt(START_MS + 3_600_000)
    const refused = (replayed: boolean) => () => {
      throw new AppError('conflict', 'this time is not free', { field: 'start', reason: 'slot_taken', replayed })
    }
    const answers = []
    for (const replayed of [false, true]) {
      gateway.standIns.answer('createAppointment', refused(replayed))
      answers.push(await book({}, { headers: { 'idempotency-key': 'k-refused', 'x-request-id': 'the-same' } }))
    }
    const [first, second] = answers as [(typeof answers)[number], (typeof answers)[number]]
    expect(first.status).toBe(409)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.text).toBe(first.text)
  })

  it.each([
    {
      what: 'another body under a key',
      error: new AppError('invalid_argument', 'the key was used for another request', { reason: 'idempotency_key_reused' }),
      status: 422,
    },
    {
      what: 'a key in flight',
      error: new AppError('conflict', 'still under way', { reason: 'idempotency_in_flight', retryAfterMs: 500 }),
      status: 409,
    },
    {
      what: 'a notice too short',
      error: new AppError('failed_precondition', 'too late', { field: 'start', reason: 'booking_notice' }),
      status: 422,
    },
    {
      what: 'a service without event type',
      error: new AppError('failed_precondition', 'No Cal.com event mapping found for this service', { reason: 'not_mapped' }),
      status: 409,
    },
    {
      what: 'a database that is gone',
      error: new AppError('unavailable', 'the database is not available', { retryAfterMs: 1_000 }),
      status: 503,
    },
    { what: 'our own token refused behind', error: new AppError('unauthenticated', 'missing or unknown credentials'), status: 500 },
  ])('answers $status for $what', async ({ error, status }) => {
    gateway.standIns.answer('createAppointment', () => {
      throw error
    })
    const answer = await book({}, { headers: { 'idempotency-key': 'k-2' } })
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({
      success: false,
      status_code: status,
      ...(status !== 500 && error.reason && { reason: error.reason }),
    })
    expect(answer.body.alternatives).toBeUndefined()
  })
})
