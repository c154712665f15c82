import { IngestStatus } from '@calbridge/contracts'
import { fileScope, testScope, until } from '@calbridge/testkit'
import { beforeAll, expect, it } from 'vitest'
import { bodyOf, OTHER, SECRETS, sign, uidOf } from './testing/deliveries.ts'
import { type Stack, startStack } from './testing/stack.ts'

const scope = fileScope()
let stack: Stack
beforeAll(async () => {
  stack = await startStack(scope)
})

const { INGEST_STATUS_PROCESSED, INGEST_STATUS_IGNORED, INGEST_STATUS_DUPLICATE, INGEST_STATUS_OK } = IngestStatus
const UNSIGNED = { code: 'unauthenticated', message: 'Invalid Cal.com signature' }
const publishedOf = (uid: string) => stack.published.filter((event) => event.uid === uid)
const arrived = (uid: string) => until('the event on Kafka', () => publishedOf(uid)[0])
/** Everything that was stored before has been published by then. */
async function settled(): Promise<void> {
  await until('the outbox to be empty', async () => Number((await stack.db('webhook_outbox').count({ n: '*' }))[0]!.n) === 0)
  const uid = uidOf()
  await stack.deliver(bodyOf({ uid }))
  await arrived(uid)
}

it('stores the raw bytes before it answers, and publishes what booking needs', async () => {
  const uid = uidOf()
  const body = `${bodyOf({ uid, rescheduleUid: 'old-uid' }, { triggerEvent: 'BOOKING_RESCHEDULED' }).replaceAll(',"', ' ,\t"')}\r\n`
  const { status, eventId, tenant, action } = await stack.deliver(body)
  const [row] = await stack.rows({ event_id: eventId })
  expect(row).toMatchObject({ status: 'processed', event_type: 'BOOKING_RESCHEDULED', company_id: 1, delivery_count: 1 })
  expect(row!.payload.toString()).toBe(body)
  expect({ status, tenant, action }).toEqual({ status: INGEST_STATUS_PROCESSED, tenant: '1', action: 'rescheduled' })
  expect(await arrived(uid)).toMatchObject({
    eventId,
    tenant: '1',
    trigger: 'BOOKING_RESCHEDULED',
    rescheduleUid: 'old-uid',
    bookingId: 4711,
    startMs: Date.UTC(2027, 2, 1, 9),
    endMs: Date.UTC(2027, 2, 1, 9, 45),
    createdAtMs: Date.UTC(2026, 10, 21, 9),
    organizerId: 101,
    attendees: [{ name: 'Max', email: 'max@example.com' }],
    metadata: { calbridge_change: 'change-1' },
    learntBy: 'webhook',
  })
})

it.each(['x-cal-signature-256', 'cal-signature-256', 'x-cal-signature', 'cal-signature'])(
  'takes the header %s, bare or with sha256=',
  async (name) => {
    for (const prefix of ['', 'sha256=']) {
      const body = bodyOf()
      expect(await stack.deliver(body, { headers: { [name]: prefix + sign(body) } })).toMatchObject({ status: INGEST_STATUS_PROCESSED })
    }
  },
)

it('takes the second secret of a rotation', async () => {
  expect(await stack.deliver(bodyOf(), { secret: SECRETS.mitteNew })).toMatchObject({ status: INGEST_STATUS_PROCESSED })
})

it.each([
  ['no signature', { headers: {} }],
  ['a wrong one', { secret: 'wrong' }],
  ['another hook’s secret', { secret: SECRETS.nord }],
  ['another tenant’s secret', { secret: SECRETS.other }],
  ['an unknown hook', { hookId: 'hook-nobody' }],
  ['no hook and an event type of another tenant', { hookId: '', secret: SECRETS.other }],
])('refuses %s, and stores nothing', async (_, sent) => {
  const uid = uidOf()
  await expect(stack.deliver(bodyOf({ uid }), sent)).rejects.toMatchObject(UNSIGNED)
  expect(await stack.rows({ booking_uid: uid })).toEqual([])
})

it('refuses a body that was changed after it was signed', async () => {
  const body = bodyOf()
  const headers = { 'x-cal-signature-256': sign(body) }
  await expect(stack.deliver(body.replace('Max', 'Eve'), { headers })).rejects.toMatchObject(UNSIGNED)
})

it('does not read what is not verified', async () => {
  await expect(stack.deliver('{', { secret: 'wrong' })).rejects.toMatchObject(UNSIGNED)
})

it.each([
  ['malformed JSON', '{"triggerEvent":', 'malformed_json'],
  ['a JSON scalar', '7', undefined],
  ['a JSON list', '[]', undefined],
  ['no trigger', '{"payload":{}}', undefined],
  ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'malformed_json'],
  ['too much', JSON.stringify({ triggerEvent: 'BOOKING_CREATED', payload: { x: 'x'.repeat(100_000) } }), 'body_too_large'],
  [
    'nesting without end',
    `{"triggerEvent":"BOOKING_CREATED","payload":{"x":${'['.repeat(45_000)}${']'.repeat(45_000)}}}`,
    'nested_too_deeply',
  ],
])('says what is wrong with %s', async (_, body, reason) => {
  await expect(stack.deliver(body)).rejects.toMatchObject({ code: 'invalid_argument', ...(reason && { reason }) })
})

it('gives a hundred equal deliveries at once one effect, and all of them one answer', async () => {
  // The bound on storing is another test's: here a busy machine may take its time.
  const patient = await startStack(testScope(), { STORE_TIMEOUT_MS: '10000' })
  const uid = uidOf()
  const body = bodyOf({ uid })
  const answers = await Promise.all(Array.from({ length: 100 }, () => patient.deliver(body)))
  expect(answers.filter(({ status }) => status === INGEST_STATUS_PROCESSED)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === INGEST_STATUS_DUPLICATE)).toHaveLength(99)
  expect(new Set(answers.map(({ eventId }) => eventId)).size).toBe(1)
  await until('the count', async () => (await patient.rows({ booking_uid: uid }))[0]?.delivery_count === 100)
  expect(await patient.rows({ booking_uid: uid })).toHaveLength(1)
  const last = uidOf()
  await patient.deliver(bodyOf({ uid: last }))
  await until('what was delivered last', () => patient.published.some((event) => event.uid === last))
  await until('the outbox to be empty', async () => Number((await patient.db('webhook_outbox').count({ n: '*' }))[0]!.n) === 0)
  expect(patient.published.filter((event) => event.uid === uid)).toHaveLength(1)
})

it('takes one content of two subscriptions for one, and the same content later for news', async () => {
  const uid = uidOf()
  const sentAt = (createdAt: string) => stack.deliver(bodyOf({ uid }, { createdAt }))
  const statuses = []
  for (const at of ['09:00:00.000', '09:00:00.001', '08:59:59.999', '09:00:05.000', '09:00:05.001'])
    statuses.push((await sentAt(`2026-11-21T${at}Z`)).status)
  expect(statuses).toEqual([
    INGEST_STATUS_PROCESSED,
    INGEST_STATUS_DUPLICATE,
    INGEST_STATUS_DUPLICATE,
    INGEST_STATUS_DUPLICATE,
    INGEST_STATUS_PROCESSED,
  ])
})

it('takes two contents at once of two subscriptions for one', async () => {
  const uid = uidOf()
  const bodies = Array.from({ length: 20 }, (_, ms) => bodyOf({ uid }, { createdAt: `2026-11-21T09:00:00.0${10 + ms}Z` }))
  await Promise.all(bodies.map((body) => stack.deliver(body)))
  expect(await stack.rows({ booking_uid: uid })).toHaveLength(1)
})

it.each([
  ['an unknown trigger', bodyOf({}, { triggerEvent: 'SOMETHING_NEW' }), 'unhandled_trigger'],
  [
    'a flat MEETING_ENDED',
    JSON.stringify({ triggerEvent: 'MEETING_ENDED', uid: uidOf(), eventTypeId: 1, startTime: '2027-03-01T09:00:00.000Z' }),
    'unhandled_trigger',
  ],
  ['an unknown event type', bodyOf({ eventTypeId: 999_999 }), 'unknown_event_type'],
  ['an event type of another tenant', bodyOf({ eventTypeId: Number(OTHER.eventType) }), 'unknown_event_type'],
  [
    'the test of a rotation script',
    JSON.stringify({ triggerEvent: 'BOOKING_CREATED', createdAt: new Date().toISOString(), payload: { bookingId: 999_999, test: true } }),
    'no_booking_uid',
  ],
  ['a booking without a time', bodyOf({ startTime: undefined }), 'no_time'],
  ['a time that no database holds', bodyOf({ endTime: '9999-01-01T00:00:00Z' }), 'no_time'],
])('keeps %s and passes nothing on', async (_, body, notes) => {
  const answer = await stack.deliver(body)
  expect(answer).toMatchObject({ status: INGEST_STATUS_IGNORED, action: '' })
  expect(await stack.rows({ event_id: answer.eventId })).toMatchObject([{ status: 'ignored', notes }])
  await settled()
  expect(stack.published.some(({ eventId }) => eventId === answer.eventId)).toBe(false)
})

it('answers a ping without keeping it', async () => {
  const { status, eventId } = await stack.deliver(JSON.stringify({ triggerEvent: 'PING', payload: {} }))
  expect(status).toBe(INGEST_STATUS_OK)
  expect(await stack.rows({ event_id: eventId })).toEqual([])
})

it('takes the dotted spelling of the old interface', async () => {
  const uid = uidOf()
  await stack.deliver(bodyOf({ uid }, { triggerEvent: 'Booking.Cancelled' }))
  expect(await arrived(uid)).toMatchObject({ trigger: 'BOOKING_CANCELLED' })
})

it('publishes the news of one booking in the order in which they came', async () => {
  const uid = uidOf()
  const reasons = Array.from({ length: 30 }, (_, n) => `reason ${n}`)
  for (const cancellationReason of reasons) await stack.deliver(bodyOf({ uid, cancellationReason }, { triggerEvent: 'BOOKING_CANCELLED' }))
  await until('all of them', () => publishedOf(uid).length === reasons.length)
  expect(publishedOf(uid).map(({ reason }) => reason)).toEqual(reasons)
})

it('cuts what would not fit, so that nothing behind it waits', async () => {
  const uid = uidOf()
  await stack.deliver(
    bodyOf({ uid, title: 'x'.repeat(50_000), bookingId: 1e30, organizer: { id: 1.5 } }, { createdAt: '9999-01-01T00:00:00Z' }),
  )
  const event = await arrived(uid)
  expect(event).toMatchObject({ title: 'x'.repeat(255), bookingId: 0, organizerId: 0 })
  expect(event.createdAtMs).toBe(event.receivedAtMs)
})

it.each(['hang', 'cut', 'mute'] as const)(
  'says within a second that it could not store, and takes the next when the database is back (%s)',
  async (how) => {
    await stack.deliver(bodyOf())
    const body = bodyOf()
    stack.network[how]()
    try {
      const begunAt = performance.now()
      await expect(stack.deliver(body)).rejects.toMatchObject({ code: 'unavailable' })
      expect(performance.now() - begunAt).toBeLessThan(1_000)
    } finally {
      stack.network.restore()
    }
    const answer = await until('the database to be back', () => stack.deliver(body))
    expect([INGEST_STATUS_PROCESSED, INGEST_STATUS_DUPLICATE]).toContain(answer.status)
    expect(await stack.rows({ event_id: answer.eventId })).toHaveLength(1)
  },
)

it('tells in its metrics what was taken and what was refused, with words of ours alone', async () => {
  await stack.deliver(bodyOf({}, { triggerEvent: 'MADE_UP_BY_A_SENDER' }))
  const text = await (await fetch(`http://127.0.0.1:${stack.metricsPort}/metrics`)).text()
  expect(text).toContain('calbridge_webhook_deliveries_total{trigger="BOOKING_CREATED",outcome="processed"}')
  expect(text).toContain('calbridge_webhook_refused_total{reason="invalid_signature"}')
  expect(text).toContain('trigger="OTHER",outcome="ignored"')
  expect(text).not.toContain('MADE_UP_BY_A_SENDER')
})
