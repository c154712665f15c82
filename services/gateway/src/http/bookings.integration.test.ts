import { type CreateAppointmentRequest, GetSlotsResponse, SyncStatus } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { eventTypeAt, SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { booked, START_MS, YEAR } from '../testing/appointments.ts'
import { type CallOptions, KEYS, startTestGateway } from '../testing/gateway.ts'
import { BOOKING, MOVE } from '../testing/requests.ts'

const scope = fileScope()
let gateway: Awaited<ReturnType<typeof startTestGateway>>
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
const freeAt = (...startsMs: number[]) =>
  gateway.standIns.answer('getSlots', () =>
    GetSlotsResponse.fromPartial({
      days: [
        { eventTypeId: eventTypeAt('cut', 'mara'), staffId: SALON.staff.mara, starts: startsMs.map((ms) => ms / 1_000), durationMin: 45 },
      ],
    }),
  )

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
    { prefer: 'wait=soon', waitMs: 4_000, applied: null },
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
    const next = [1, 2, 3, 4].map((n) => START_MS + n * 3_600_000)
    // The taken slot itself may still be in the cache.
    freeAt(START_MS - 3_600_000, START_MS, ...next)
    const { status, body } = await book()
    expect(status).toBe(409)
    expect(body).toMatchObject({ success: false, status_code: 409, message: 'Booking failed: the slot is taken', reason: 'slot_taken' })
    expect(body.alternatives.map(({ start }: { start: string }) => start)).toEqual(
      [11, 12, 13].map((hour) => `${YEAR}-06-01T${hour}:00:00+02:00`),
    )
    expect(lastAsked()).toMatchObject({ rpc: 'getSlots', request: { freshness: 1, serviceId: SALON.services.cut } })
  })

  it('answers 409 without alternatives when none are cached or availability is down', async () => {
    gateway.standIns.answer('createAppointment', slotTaken)
    gateway.standIns.answer('getSlots', () => {
      throw new AppError('unavailable', 'nothing is cached')
    })
    const { status, body } = await book()
    expect(status).toBe(409)
    expect(body.alternatives).toEqual([])
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

describe('one appointment', () => {
  it('is read by number, uid, or Cal.com’s uid', async () => {
    for (const id of ['123', booked().uid, 'abcDEF']) {
      const { status, body } = await gateway.call('GET', `/api/v2/bookings/${id}`, { key: KEYS.reader })
      expect(status).toBe(200)
      expect(body.data).toMatchObject({ id: 123, status: 'booked', starts_at: `${YEAR}-06-01T10:00:00+02:00` })
      expect(lastAsked().request.appointment).toBe(id)
    }
  })

  it('is moved, in the spelling of the contract and of the scripts, and keeps its number under three names', async () => {
    const { status, body } = await gateway.call('PATCH', '/api/v2/bookings/123/reschedule', { key: KEYS.all, body: MOVE })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      message: 'Appointment rescheduled successfully',
      data: { appointment_id: 123, new_appointment_id: 123, old_appointment_id: 123 },
    })
    const startMs = START_MS + 86_400_000
    expect(lastAsked().request).toMatchObject({ appointment: '123', startMs, reason: 'Termin verschoben', expectedVersion: 0 })

    const body2 = { new_start_time: `${YEAR}-06-02T10:00:00`, new_end_time: `${YEAR}-06-02T10:45:00`, version: 7 }
    expect((await gateway.call('PATCH', '/api/v2/bookings/123/reschedule', { key: KEYS.all, body: body2 })).status).toBe(200)
    expect(lastAsked().request).toMatchObject({ startMs, expectedVersion: 7 })
  })

  it('is offered other times when it can’t be moved', async () => {
    gateway.standIns.answer('rescheduleAppointment', slotTaken)
    freeAt(START_MS + 2 * 86_400_000)
    const { status, body } = await gateway.call('PATCH', '/api/v2/bookings/123/reschedule', { key: KEYS.all, body: MOVE })
    expect(status).toBe(409)
    expect(body.message).toBe('Reschedule failed: the slot is taken')
    expect(body.alternatives).toHaveLength(1)
  })

  it('is cancelled, with a body or without', async () => {
    for (const body of [undefined, { reason: 'krank' }]) {
      const answer = await gateway.call('DELETE', '/api/v2/bookings/123', { key: KEYS.all, body })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({
        message: 'Appointment cancelled successfully',
        data: { appointment_id: 123, status: 'cancelled' },
      })
      expect(lastAsked().request.reason).toBe(body?.reason ?? '')
    }
  })
})

describe('GET /api/v2/bookings', () => {
  it('gives a page and the way to the next', async () => {
    const query = `from=${YEAR}-06-01&to=${YEAR}-06-02&status=booked,pending&staff_id=1&customer_email=Erika@Example.com&limit=10&cursor=abc`
    const { status, body } = await gateway.call('GET', `/api/v2/bookings?${query}`, { key: KEYS.reader })
    expect(status).toBe(200)
    expect(body).toMatchObject({ success: true, data: [{ id: 123 }], meta: { count: 1, next_cursor: 'next' } })
    expect(lastAsked().request).toMatchObject({
      fromMs: Date.parse(`${YEAR}-05-31T22:00:00Z`),
      toMs: Date.parse(`${YEAR}-06-01T22:00:00Z`),
      statuses: [2, 1],
      staffId: SALON.staff.mara,
      pageSize: 10,
      pageToken: 'abc',
      customerEmail: 'erika@example.com',
    })
  })

  it('tells a cursor that is not ours by the name that the caller gave it', async () => {
    gateway.standIns.answer('listAppointments', () => {
      throw new AppError('invalid_argument', 'page_token is not one of ours', { field: 'page_token' })
    })
    const { status, body } = await gateway.call('GET', '/api/v2/bookings?cursor=x', { key: KEYS.reader })
    expect(status).toBe(422)
    expect(body.errors).toHaveProperty('cursor')
  })

  it('takes the whole list without a filter', async () => {
    expect((await gateway.call('GET', '/api/v2/bookings', { key: KEYS.reader })).status).toBe(200)
    expect(lastAsked().request).toMatchObject({ fromMs: 0, toMs: 0, statuses: [], pageSize: 50 })
  })
})
