import { randomUUID } from 'node:crypto'
import { AppointmentEvent, CalcomWebhook, recordKey, topics } from '@calbridge/contracts'
import { connectKafka, type Publisher, startPublisher } from '@calbridge/kafka'
import { fileScope, until } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { getAppointment } from '../../scripts/demo/appointments.ts'
import { context } from '../../scripts/demo/demo.ts'
import { counter } from '../../scripts/demo/http.ts'
import { book, booked, bookingsThere, freeSlots, type Place, syncedAppointment, weekOf } from './booking.ts'
import { type DeadLetter, deadLetters } from './dead-letters.ts'
import { sendWebhook } from './signed.ts'
import { type System, startSystem } from './stack.ts'

const scope = fileScope()
const HAIRCUT: Place = { service: 'haircut', staff: 'anna', branch: 'mitte' }
const WAIT_MS = 30_000
let system: System
let publisher: Publisher
beforeAll(async () => {
  system = await startSystem(scope)
  publisher = await startPublisher(connectKafka({ brokers: [system.kafka.address], clientId: 'e2e' }), scope)
})

const allBookings = async (): Promise<unknown> => (await system.gateway('GET', '/api/v2/bookings?limit=200')).body

describe('a webhook', () => {
  const soon = Date.now() + 3 * 86_400_000
  const delivery = (eventTypeId: number) => ({
    triggerEvent: 'BOOKING_CREATED',
    createdAt: new Date().toISOString(),
    payload: {
      uid: randomUUID(),
      bookingId: 4_711,
      eventTypeId,
      status: 'ACCEPTED',
      startTime: new Date(soon).toISOString(),
      endTime: new Date(soon + 1_800_000).toISOString(),
      attendees: [{ name: 'Mallory', email: 'mallory@example.com', timeZone: 'Europe/Berlin' }],
    },
  })
  const refused = () => counter(system.stack, 'webhook-ingest', 'calbridge_webhook_refused_total', { reason: 'invalid_signature' })

  it.for([
    { what: 'unsigned', secret: '' },
    { what: 'signed with another secret', secret: 'not-ours' },
  ])('that is $what is refused with 401, counted, and changes nothing', async ({ secret }) => {
    const before = { bookings: await allBookings(), refused: await refused() }
    const answer = await sendWebhook(system, delivery(1), { secret })
    expect(answer).toEqual({ status: 401, text: 'Invalid Cal.com signature' })
    expect(await refused()).toBe(before.refused + 1)
    expect(await allBookings()).toEqual(before.bookings)
  })

  it('whose signature is of other bytes is refused with 401', async () => {
    const { webhookSecret } = system.stack.tenant
    const answer = await sendWebhook(system, delivery(1), { headers: { 'x-cal-signature-256': webhookSecret.padEnd(64, '0') } })
    expect(answer.status).toBe(401)
  })

  it('of an unknown event type is taken, ignored, and changes nothing', async () => {
    const before = await allBookings()
    const { webhookSecret } = system.stack.tenant
    const answer = await sendWebhook(system, delivery(999_999_999), { secret: webhookSecret })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({ received: true, status: 'ignored' })
    expect(await counter(system.stack, 'webhook-ingest', 'calbridge_webhook_deliveries_total', { outcome: 'ignored' })).toBe(1)
    expect(await allBookings()).toEqual(before)
  })
})

describe('on a topic', () => {
  /** An appointment in Cal.com, and the key under which its events travel: what follows shares its partition. */
  async function anAppointment(week: number) {
    const wish = weekOf(system, HAIRCUT, week)
    const [start] = await freeSlots(system, wish)
    const uid = await booked(system, wish, start!)
    const { calcom_booking_uid: there } = await syncedAppointment(system, uid)
    return { uid, there: there!, start: start! }
  }
  const keyOf = (uid: string): string => recordKey(system.stack.tenant.id, uid)
  const setAside = (letters: readonly DeadLetter[], key: string, count: number) =>
    until(`${count} dead letters`, () => letters.filter((letter) => letter.key === key).length >= count, WAIT_MS)
  const meta = (uid: string) => ({
    ...{ id: randomUUID(), changeId: randomUUID(), tenant: system.stack.tenant.id, appointmentUid: uid },
    ...{ origin: 3 as const, version: 99, occurredAtMs: Date.now() },
  })

  it('a truncated event is set aside with its reason by each consumer, and the next one of its partition is handled', async () => {
    const letters = await deadLetters([system.kafka.address], topics.appointments.name, scope)
    const { uid, there } = await anAppointment(1)
    const whole = AppointmentEvent.encode(AppointmentEvent.fromPartial({ meta: meta(uid) })).finish()
    const truncated = whole.subarray(0, whole.length - 5)
    await publisher.send(topics.appointments.name, [{ key: keyOf(uid), value: truncated }])

    const { status } = await system.gateway('DELETE', `/api/v2/bookings/${uid}`)
    expect(status).toBe(200)
    await until('the cancellation there', async () => (await bookingsThere(system, uid))[0]?.status === 'cancelled', WAIT_MS)
    // Availability and sync-worker both read it.
    await setAside(letters, keyOf(uid), 2)
    for (const { value, headers } of letters.filter(({ key }) => key === keyOf(uid))) {
      expect(value.equals(truncated)).toBe(true)
      expect(headers).toMatchObject({ 'error-reason': 'undecodable', 'source-topic': topics.appointments.name })
    }
    expect(there).not.toBe('')
  })

  it('a truncated webhook is set aside with its reason, and the next one of its partition is applied', async () => {
    const letters = await deadLetters([system.kafka.address], topics.calcomWebhooks.name, scope)
    const { uid, there } = await anAppointment(2)
    const whole = CalcomWebhook.encode(CalcomWebhook.fromPartial({ tenant: system.stack.tenant.id, uid: there })).finish()
    await publisher.send(topics.calcomWebhooks.name, [{ key: keyOf(there), value: whole.subarray(0, whole.length - 3) }])

    await system.simulator('POST', '/_sim/customer/cancel', { uid: there })
    await until('the cancellation here', async () => (await getAppointment(system, uid)).status === 'cancelled', WAIT_MS)
    await setAside(letters, keyOf(there), 1)
    expect(letters.find(({ key }) => key === keyOf(there))?.headers).toMatchObject({ 'error-reason': 'undecodable' })
  })

  // Field 200, a text: no schema of today has it.
  const LATER_FIELD = Buffer.from([0xc2, 0x0c, 0x05, ...Buffer.from('later')])

  it('an event of a kind that a later schema brings is set aside as unknown_kind, with its bytes', async () => {
    const letters = await deadLetters([system.kafka.address], topics.appointments.name, scope)
    const { uid } = await anAppointment(3)
    const later = Buffer.concat([AppointmentEvent.encode(AppointmentEvent.fromPartial({ meta: meta(uid) })).finish(), LATER_FIELD])
    await publisher.send(topics.appointments.name, [{ key: keyOf(uid), value: later }])
    await setAside(letters, keyOf(uid), 2)
    for (const { value, headers } of letters.filter(({ key }) => key === keyOf(uid))) {
      expect(value.equals(later)).toBe(true)
      expect(headers['error-reason']).toBe('unknown_kind')
    }
    expect((await getAppointment(system, uid)).status).toBe('booked')
  })

  it('a field that a later schema brings does not keep a known message from being applied', async () => {
    const { uid, there, start } = await anAppointment(4)
    const webhook = CalcomWebhook.fromPartial({
      ...{ eventId: randomUUID(), tenant: system.stack.tenant.id, trigger: 'BOOKING_CANCELLED', uid: there, status: 'CANCELLED' },
      ...{ receivedAtMs: Date.now(), createdAtMs: Date.now() + 1_000, startMs: Date.parse(start), endMs: Date.parse(start) + 1_800_000 },
    })
    const later = Buffer.concat([CalcomWebhook.encode(webhook).finish(), LATER_FIELD])
    await publisher.send(topics.calcomWebhooks.name, [{ key: keyOf(there), value: later }])
    await until('the cancellation here', async () => (await getAppointment(system, uid)).status === 'cancelled', WAIT_MS)
    await system.simulator('POST', '/_sim/customer/cancel', { uid: there })
  })
})

it('the same Idempotency-Key: the same answer for the same body, a refusal that names it for another', async () => {
  const wish = weekOf(system, HAIRCUT, 5)
  const [start, other] = await freeSlots(system, wish)
  const { tenant } = system.stack
  const request = (at: string) => ({
    ...{ service_id: tenant.services.haircut, branch_id: tenant.branches.mitte, staff_id: tenant.staff.anna, start: at },
    customer: { name: 'Erika Muster', email: 'erika@example.com' },
  })
  const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=0' }
  const first = await system.gateway<{ data: { uid: string } }>('POST', '/api/v2/bookings', request(start!), headers)
  expect(first.status).toBe(201)
  const again = await system.gateway('POST', '/api/v2/bookings', request(start!), headers)
  expect(again.body).toEqual(first.body)
  const misused = await system.gateway('POST', '/api/v2/bookings', request(other!), headers)
  expect(misused).toMatchObject({ status: 422, body: { success: false, reason: 'idempotency_key_reused' } })
  await syncedAppointment(system, first.body.data.uid)
  expect(await bookingsThere(system, first.body.data.uid)).toHaveLength(1)
})

it('a version holds for as long as nothing has changed that its caller sees: Cal.com’s webhook does not spend it, a move does', async () => {
  const wish = weekOf(system, HAIRCUT, 7)
  const [start, later, other] = await freeSlots(system, wish)
  const { body, status } = await book(system, wish, start!, { prefer: 'wait=30' })
  const { uid, appointment } = body.data
  expect([status, appointment.status]).toEqual([201, 'booked'])
  await until('the webhook of it to be applied', async () => (await getAppointment(system, uid)).version > appointment.version, WAIT_MS)
  const move = (to: string) =>
    system.gateway('PATCH', `/api/v2/bookings/${uid}/reschedule`, { start: to, version: appointment.version }, { prefer: 'wait=0' })
  expect((await move(later!)).status).toBe(200)
  expect(await move(other!)).toMatchObject({ status: 409, body: { reason: 'version_conflict', errors: { version: [expect.any(String)] } } })
  await syncedAppointment(system, uid)
})

const CALLERS = 200

it(`${CALLERS} callers for one slot at once: one gets it, the others a 409 with alternatives, and both sides are equal`, async () => {
  const wish = weekOf(system, { service: 'haircut', staff: 'ben', branch: 'mitte' }, 6)
  const [slot] = await freeSlots(system, wish)
  const answers = await Promise.all(Array.from({ length: CALLERS }, () => book(system, wish, slot!)))
  const outcomes = Map.groupBy(answers, ({ status, body }) => `${status} ${body.reason ?? ''}`.trim())
  expect(Object.fromEntries([...outcomes].map(([outcome, { length }]) => [outcome, length]))).toEqual({
    201: 1,
    '409 slot_taken': CALLERS - 1,
  })
  const [won, ...lost] = answers.toSorted((a, b) => a.status - b.status)
  const offered = lost.flatMap(({ body }) => body.alternatives ?? [])
  expect(offered.length).toBeGreaterThan(0)
  const isTaken = (one: { start: string; staff_id: string }) => one.start === slot && one.staff_id === system.stack.tenant.staff.ben
  expect(offered.filter(isTaken)).toEqual([])

  const { uid } = won!.body.data
  await syncedAppointment(system, uid)
  const there = (await system.simulator<{ start: string; user: string }[]>('GET', '/_sim/bookings?user=ben')).body
  expect(there).toHaveLength(1)
  const range = { fromMs: Date.now(), toMs: Date.now() + 100 * 86_400_000 }
  const compared = await system.drift.compareBookings({ context: context(system), ...range }, { tenant: system.stack.tenant.id })
  expect(compared.findings).toEqual([])
})
