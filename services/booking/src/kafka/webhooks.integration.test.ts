import { AppointmentStatus, CalcomWebhook, deadLetterTopic, Origin, recordKey, topics } from '@calbridge/contracts'
import { eventTypeAt, SALON } from '@calbridge/directory/testing'
import { fileScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { actors } from '../testing/actors.ts'
import { contextOf, DAY_MS, startStack, TEN } from '../testing/stack.ts'

const scope = fileScope()
const stack = await startStack(scope)
const { client, eventsOf, publisher } = stack
const { nextDay, book, sync } = actors(stack)
const { APPOINTMENT_STATUS_CONFIRMED: CONFIRMED, APPOINTMENT_STATUS_CANCELLED: CANCELLED } = AppointmentStatus

let serial = 0
const nextUid = () => `there${++serial}`
const BEGIN = Date.now() - 3_600_000
const at = (second: number) => BEGIN + second * 1_000
const webhook = (differs: Partial<CalcomWebhook>): CalcomWebhook => {
  const startMs = differs.startMs ?? TEN
  return CalcomWebhook.fromPartial({
    eventId: '1',
    tenant: SALON.tenant,
    trigger: 'BOOKING_CREATED',
    receivedAtMs: Date.now(),
    createdAtMs: at(1),
    eventTypeId: eventTypeAt('cut', 'mara'),
    status: 'ACCEPTED',
    startMs,
    endMs: startMs + 45 * 60_000,
    organizerId: 101,
    attendees: [{ name: 'Max Muster', email: 'Max@Example.com', phone: '', timeZone: 'Europe/Berlin', language: 'de' }],
    ...differs,
  })
}
const tell = (...webhooks: Partial<CalcomWebhook>[]) => Promise.all(webhooks.map((one) => stack.webhook(webhook(one))))
const metadataOf = (uid: string) => ({ calbridge_tenant: SALON.tenant, calbridge_appointment: uid, calbridge_segment: '0' })

const found = async (appointment: string) => {
  try {
    return (await client.getAppointment({ context: contextOf(), appointment })).appointment
  } catch {
    return undefined
  }
}
const dayOf = async (startMs: number) => {
  const fromMs = startMs - 2 * 3_600_000
  const filter = { fromMs, toMs: fromMs + DAY_MS, statuses: [], staffId: '', pageSize: 0, pageToken: '', customerEmail: '' }
  return (await client.listAppointments({ context: contextOf(), ...filter })).appointments
}
/** The handler has done all that was published before: what is told last is last in each partition. */
const handled = async () => {
  const uids = Array.from({ length: 12 }, nextUid)
  const startMs = nextDay()
  await tell(...uids.map((uid, at) => ({ uid, startMs: startMs + at * 3_600_000 })))
  for (const uid of uids) await until('all to be handled', () => found(uid))
}

describe('a customer’s booking in Cal.com', () => {
  it('appears, confirmed and of origin calcom, and its cancellation follows; nothing of it is to be sent back', async () => {
    const [uid, startMs] = [nextUid(), nextDay()]
    await tell({ uid, startMs })
    const appointment = await until('the appointment', () => found(uid))
    expect(appointment).toMatchObject({
      status: CONFIRMED,
      origin: Origin.ORIGIN_CALCOM,
      startMs,
      serviceId: SALON.services.cut,
      customer: { name: 'Max Muster', email: 'max@example.com' },
      segments: [{ staffId: SALON.staff.mara, calcomUid: uid }],
    })
    await expect(book({ startMs })).rejects.toMatchObject({ reason: 'slot_taken' })
    await tell({ uid, startMs, trigger: 'BOOKING_CANCELLED', status: 'CANCELLED', createdAtMs: at(9), reason: 'ill', metadata: {} })
    await until('the cancellation', async () => (await found(uid))?.status === CANCELLED)
    await until('both events', () => eventsOf(appointment.uid).length === 2)
    expect(eventsOf(appointment.uid).map(({ meta, kind }) => `${kind!.$case} ${meta!.origin}`)).toEqual([
      `booked ${Origin.ORIGIN_CALCOM}`,
      `cancelled ${Origin.ORIGIN_CALCOM}`,
    ])
    await book({ startMs })
  })

  it('that overlaps one of ours is kept beside it and shown to a human', async () => {
    const ours = await book()
    const uid = nextUid()
    await tell({ uid, startMs: ours.startMs + 15 * 60_000 })
    const theirs = await until('the appointment', () => found(uid))
    expect(theirs).toMatchObject({ status: CONFIRMED, requiresManualReview: true, syncErrorCode: 'overlap' })
    expect(await found(ours.uid)).toMatchObject({ requiresManualReview: false, version: 1 })
    const { claims } = await client.listClaims({ context: contextOf(), fromMs: ours.startMs, toMs: ours.startMs + DAY_MS / 2 })
    expect(claims.map(({ appointmentUid }) => appointmentUid).sort()).toEqual([ours.uid, theirs.uid].sort())
  })

  const chain = (u: readonly string[], startMs: number) => [
    { uid: u[0]!, startMs, createdAtMs: at(1) },
    {
      uid: u[1]!,
      rescheduleUid: u[0]!,
      trigger: 'BOOKING_RESCHEDULED',
      startMs: startMs + 3_600_000,
      previousStartMs: startMs,
      createdAtMs: at(5),
    },
    {
      uid: u[2]!,
      rescheduleUid: u[1]!,
      trigger: 'BOOKING_RESCHEDULED',
      startMs: startMs + 7_200_000,
      previousStartMs: startMs + 3_600_000,
      createdAtMs: at(9),
    },
  ]
  const ORDERS = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]
  it.each(ORDERS)('moved twice is one appointment at its last time, told in the order %d %d %d', async (...order) => {
    const uids = [nextUid(), nextUid(), nextUid()]
    const startMs = nextDay()
    const facts = chain(uids, startMs)
    for (const [n, place] of order.entries()) {
      await tell(facts[place]!)
      if (n < 2) await until('it to be handled', () => found(uids[place]!))
    }
    await until(
      'one appointment',
      async () => (await dayOf(startMs)).length === 1 && (await found(uids[0]!))?.startMs === startMs + 7_200_000,
    )
    const seen = await Promise.all(uids.map(found))
    expect(new Set(seen.map((one) => one?.uid)).size).toBe(1)
    expect(seen[0]).toMatchObject({ status: CONFIRMED, requiresManualReview: false, segments: [{ calcomUid: uids[2] }] })
    const { claims } = await client.listClaims({ context: contextOf(), fromMs: startMs, toMs: startMs + DAY_MS / 2 })
    expect(claims.map(({ fromMs }) => fromMs)).toEqual([startMs + 7_200_000])
  })

  it('moved twice is one appointment when all is told at once, many times over', async () => {
    const uids = [nextUid(), nextUid(), nextUid()]
    const startMs = nextDay()
    const facts = chain(uids, startMs)
    await Promise.all(Array.from({ length: 4 }, (_, n) => tell(...(n % 2 ? facts : facts.toReversed()))))
    await handled()
    expect(await dayOf(startMs)).toMatchObject([{ startMs: startMs + 7_200_000, status: CONFIRMED, requiresManualReview: false }])
  })

  it('whose end is told before its beginning is over from the start', async () => {
    const [uid, startMs] = [nextUid(), nextDay()]
    await tell({ uid, startMs, trigger: 'BOOKING_CANCELLED', createdAtMs: at(9), reason: 'ill' })
    await tell({ uid, startMs, createdAtMs: at(1) })
    const appointment = await until('the appointment', () => found(uid))
    expect(appointment).toMatchObject({ status: CANCELLED, cancellationReason: 'ill' })
    await book({ startMs })
  })
})

describe('the echo of a booking of ours', () => {
  it.each(['before', 'after'])('%s the answer links and creates nothing, however often it comes', async (order) => {
    const { uid, startMs } = await book()
    const there = `there-${uid.slice(-12)}-${startMs}`
    const echo = { uid: there, startMs, metadata: metadataOf(uid) }
    if (order === 'after') await sync(uid)
    await tell(echo, echo, echo)
    await until('the link', async () => (await found(there))?.uid === uid)
    if (order === 'before') await sync(uid)
    await handled()
    expect(await dayOf(startMs)).toMatchObject([{ uid, status: CONFIRMED, origin: Origin.ORIGIN_API, requiresManualReview: false }])
    const versions = eventsOf(uid).map(({ meta, kind }) => `${meta!.version} ${kind!.$case}`)
    expect(versions[0]).toBe('1 booked')
    expect(versions.slice(1).every((one, n) => one === `${n + 2} syncChanged`)).toBe(true)
    expect(versions.length).toBeLessThanOrEqual(3)
  })

  it('wakes who waits for Cal.com', async () => {
    const startMs = nextDay()
    const waiting = book({ startMs, waitMs: 15_000 })
    const { uid } = await until('the row', () =>
      stack
        .db('appointments')
        .where({ starts_at: new Date(startMs) })
        .first('uid'),
    )
    await tell({ uid: nextUid(), startMs, metadata: metadataOf(uid) })
    expect(await waiting).toMatchObject({ status: CONFIRMED })
  })
})

describe('what cannot be handled', () => {
  const send = (uid: string, value: Uint8Array) =>
    publisher.send(topics.calcomWebhooks.name, [{ key: recordKey(SALON.tenant, uid), value, headers: { id: uid } }])
  const deadLetters = async () => {
    const admin = stack.kafka.kafka.admin()
    const offsets = await admin.fetchTopicOffsets(stack.kafka.named(deadLetterTopic(topics.calcomWebhooks.name)))
    await admin.disconnect()
    return offsets.reduce((sum, { high }) => sum + Number(high), 0)
  }

  it('is set aside, be it a truncated message or a booking that no row can hold, and the next one is handled', async () => {
    const before = await deadLetters()
    const [uid, startMs] = [nextUid(), nextDay()]
    const whole = CalcomWebhook.encode(webhook({ uid, startMs })).finish()
    await send(uid, whole.slice(0, whole.length - 7))
    await send(uid, CalcomWebhook.encode(webhook({ uid: 'x'.repeat(51), startMs })).finish())
    await send(uid, CalcomWebhook.encode({ ...webhook({ uid }), startMs: 0 }).finish())
    await send(uid, CalcomWebhook.encode({ ...webhook({ uid }), endMs: Date.UTC(2099) }).finish())
    await send(uid, whole)
    expect(await until('the next one', () => found(uid))).toMatchObject({ startMs })
    expect(await deadLetters()).toBe(before + 4)
  })

  it('is not a message of a later schema: what is unknown in it is left alone', async () => {
    const [uid, startMs] = [nextUid(), nextDay()]
    const unknownField = Buffer.from([0xfa, 0xff, 0x03, 3, 1, 2, 3]) // field 8191, three bytes
    await send(uid, Buffer.concat([CalcomWebhook.encode(webhook({ uid, startMs })).finish(), unknownField]))
    expect(await until('the appointment', () => found(uid))).toMatchObject({ startMs })
  })

  it('changes nothing: another tenant’s event type, an unknown one, one without attendees to blame', async () => {
    const startMs = nextDay()
    await tell(
      { uid: nextUid(), startMs, tenant: '2' },
      { uid: nextUid(), startMs, eventTypeId: '999' },
      { uid: nextUid(), startMs, trigger: 'PING' },
    )
    const booked = await book({ startMs: startMs + 3_600_000 })
    const there = nextUid()
    await tell({ uid: there, startMs: booked.startMs, metadata: metadataOf(booked.uid) })
    await until('the link', () => found(there))
    await tell({ uid: there, trigger: 'BOOKING_NO_SHOW_UPDATED', noShowEmails: [] })
    await handled()
    expect(await dayOf(startMs)).toMatchObject([{ uid: booked.uid, status: CONFIRMED }])
  })

  it('never failed the process', () => expect(scope.failures).toEqual([]))
})
