import { AppError } from '@calbridge/core'
import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { offering } from '../testing/alternatives.ts'
import { booked, START_MS, YEAR } from '../testing/appointments.ts'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { MOVE } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
beforeEach(() => gateway.standIns.reset())

const lastAsked = () => gateway.standIns.asked.at(-1)!
const slotTaken = () => {
  throw new AppError('conflict', 'the slot is taken', { reason: 'slot_taken' })
}
const freeAt = (...startsMs: number[]) => gateway.standIns.answer('findAlternatives', () => offering(startsMs))

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
