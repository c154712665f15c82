import { CalcomWebhook } from '@calbridge/contracts'
import { describe, expect, it } from 'vitest'
import { NOW, TEN } from '../domain/testing.ts'
import { factOf } from './fact-of.ts'

const webhook = (differs: Partial<CalcomWebhook> = {}): CalcomWebhook =>
  CalcomWebhook.fromPartial({
    trigger: 'BOOKING_CREATED',
    uid: 'u1',
    startMs: TEN,
    endMs: TEN + 1,
    createdAtMs: NOW,
    receivedAtMs: NOW + 5,
    ...differs,
  })
const of = (differs: Partial<CalcomWebhook> = {}) => factOf(webhook(differs), 'change-1')

describe('a webhook as a fact', () => {
  it.each([
    ['BOOKING_CREATED', 'created'],
    ['BOOKING_REQUESTED', 'requested'],
    ['BOOKING_RESCHEDULED', 'rescheduled'],
    ['BOOKING_CANCELLED', 'cancelled'],
    ['BOOKING_REJECTED', 'rejected'],
    ['MEETING_ENDED', undefined],
  ])('%s is %s', (trigger, told) => expect(of({ trigger })?.trigger).toBe(told))

  it('a move that its host has yet to agree to is a request', () => {
    expect(of({ trigger: 'BOOKING_RESCHEDULED', status: 'PENDING' })?.trigger).toBe('requested')
  })

  it('nobody is absent whose mark was taken off again', () => {
    const mark = { trigger: 'BOOKING_NO_SHOW_UPDATED', startMs: 0, endMs: 0 }
    expect(of({ ...mark, noShowEmails: ['max@example.com'] })?.trigger).toBe('not_come')
    expect(of(mark)).toBeUndefined()
  })

  it('without a booking is about nothing', () => expect(of({ uid: '' })).toBeUndefined())

  it('took place when Cal.com says so, else when it came', () => {
    expect([of()?.atMs, of({ createdAtMs: 0 })?.atMs]).toEqual([NOW, NOW + 5])
  })

  it('holds no more than its columns, so that the same one is the same again', () => {
    const long = { name: 'n'.repeat(300), email: 'E'.repeat(300), phone: '1'.repeat(40), timeZone: 'Mars/Phobos', language: 'l'.repeat(20) }
    const fact = of({ reason: 'r'.repeat(900), attendees: [long] })
    expect(fact?.reason).toHaveLength(500)
    expect(fact?.attendee).toEqual({ name: 'n'.repeat(255), email: 'e'.repeat(255), phone: '1'.repeat(32), language: 'l'.repeat(10) })
    expect(fact?.timeZone).toBeUndefined()
  })

  it.each([{ uid: 'x'.repeat(51) }, { rescheduleUid: 'x'.repeat(51) }, { startMs: 0 }, { endMs: Date.UTC(2039) }, { createdAtMs: -5 }])(
    'that no row can hold (%o) is refused for good, or it would stop its partition',
    (differs) => {
      expect(() => of(differs)).toThrow(expect.objectContaining({ code: 'invalid_argument', reason: 'unstorable' }))
    },
  )
})
