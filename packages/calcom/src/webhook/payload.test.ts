import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWebhook } from './payload.ts'

const read = (body: unknown) => parseWebhook(JSON.stringify(body))

it.each(['BOOKING_CREATED', 'BOOKING.CREATED', 'booking.created', ' Booking_Created '])('takes the spelling %j', (triggerEvent) => {
  expect(read({ triggerEvent, payload: { uid: 'x' } })).toMatchObject({ kind: 'booking_created', trigger: 'BOOKING_CREATED', uid: 'x' })
})

it('reads a flat MEETING_ENDED', () => {
  const body = {
    triggerEvent: 'MEETING_ENDED',
    id: 7,
    uid: 'abc',
    eventTypeId: 3,
    startTime: '2026-12-01T09:00:00.000Z',
    status: 'ACCEPTED',
    createdAt: '2026-11-01T09:00:00.000Z',
    user: { email: 'host@example.com', name: 'Host' },
    metadata: { calbridge_change: 'c1' },
  }
  expect(read(body)).toMatchObject({
    kind: 'meeting_ended',
    bookingId: 7,
    uid: 'abc',
    eventTypeId: 3,
    status: 'accepted',
    startMs: Date.UTC(2026, 11, 1, 9),
    organizer: { email: 'host@example.com' },
    metadata: { calbridge_change: 'c1' },
  })
})

it('reads NO_SHOW by its bookingUid', () => {
  const payload = { message: 'x', attendees: [{ email: 'a@example.com', noShow: true }], bookingUid: 'u1', bookingId: 31 }
  expect(read({ triggerEvent: 'BOOKING_NO_SHOW_UPDATED', payload })).toMatchObject({
    uid: 'u1',
    bookingId: 31,
    attendees: [{ noShow: true }],
  })
})

it.each(['PING', 'ping'])('knows %s, which has no booking', (triggerEvent) => {
  expect(read({ triggerEvent, payload: { type: 'Test' } })).toMatchObject({ kind: 'ping', uid: undefined })
})

it('takes the payload of a secret rotation test', () => {
  expect(read({ triggerEvent: 'BOOKING_CREATED', createdAt: 'now', payload: { bookingId: 999_999, test: true } })).toMatchObject({
    kind: 'booking_created',
    bookingId: 999_999,
    uid: undefined,
    createdAtMs: undefined,
  })
})

it('takes ids as strings and times as start and end, as old senders write them', () => {
  const payload = { id: '12', eventTypeId: '5', start: '2026-12-01T10:00:00+01:00', end: '2026-12-01T10:30:00+01:00' }
  expect(read({ triggerEvent: 'BOOKING.UPDATED', payload })).toMatchObject({
    bookingId: 12,
    eventTypeId: 5,
    startMs: Date.UTC(2026, 11, 1, 9),
  })
})

it('keeps an unknown trigger as unknown', () => {
  expect(read({ triggerEvent: 'SOMETHING_NEW', payload: { uid: 'x' } })).toMatchObject({
    kind: 'unknown',
    trigger: 'SOMETHING_NEW',
    uid: 'x',
  })
  expect(read({ triggerEvent: 'constructor' }).kind).toBe('unknown')
})

describe('refuses with a field, never with a crash,', () => {
  it.each(['', 'false', '[]', '{}', '{"triggerEvent":7}', '"x"', 'null', '{"triggerEvent":"PING"'])('%j', (body) => {
    expect(() => parseWebhook(body)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })

  it('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => parseWebhook(bytes)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
      }),
    )
  })
})

it('reads whatever the fields of a known trigger hold', () => {
  const fields = [
    'uid',
    'bookingId',
    'status',
    'startTime',
    'attendees',
    'metadata',
    'organizer',
    'eventTypeId',
    'eventType',
    'requestReschedule',
  ]
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()), (payload) => {
      expect(read({ triggerEvent: 'BOOKING_CREATED', payload }).kind).toBe('booking_created')
    }),
  )
})

it.each([{ locale: 'de' }, 'de'])('reads the attendee’s language from %j', (language) => {
  const payload = { uid: 'x', attendees: [{ email: 'a@example.com', language }] }
  expect(read({ triggerEvent: 'BOOKING_CREATED', payload }).attendees[0]?.language).toBe('de')
})
