import { AppointmentStatus, Origin, SyncOutcome, SyncStatus } from '@calbridge/contracts'
import { SALON } from '@calbridge/directory/testing'
import { fileScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { actors } from './testing/actors.ts'
import { contextOf, DAY_MS, startStack, wish } from './testing/stack.ts'

const scope = fileScope()
const stack = await startStack(scope)
const { client, eventsOf } = stack
const { nextDay, book, sync } = actors(stack)
const { mara, jonas } = SALON.staff
const { APPOINTMENT_STATUS_CONFIRMED: CONFIRMED, APPOINTMENT_STATUS_PENDING: PENDING } = AppointmentStatus

describe('a booking', () => {
  it('is stored, given back, and told once to Kafka without personal data', async () => {
    const appointment = await book()
    expect(appointment).toMatchObject({
      status: PENDING,
      syncStatus: SyncStatus.SYNC_STATUS_PENDING,
      origin: Origin.ORIGIN_API,
      serviceName: 'Haarschnitt',
      timeZone: 'Europe/Berlin',
      version: 1,
      endMs: appointment.startMs + 45 * 60_000,
      customer: { name: 'Erika Muster', email: 'erika@example.com', phone: '+491512345678' },
      segments: [{ staffId: mara, credentialId: SALON.credentials.mitte }],
    })
    for (const ref of [appointment.uid, appointment.id])
      expect((await client.getAppointment({ context: contextOf(), appointment: ref })).appointment).toEqual(appointment)
    const [event] = await until('the event', () => eventsOf(appointment.uid).length > 0 && eventsOf(appointment.uid))
    expect(event).toMatchObject({
      meta: { tenant: '1', version: 1, origin: Origin.ORIGIN_API },
      claimsBefore: [],
      claimsAfter: [{ resource: `staff:${mara}`, fromMs: appointment.startMs, toMs: appointment.startMs + 50 * 60_000, version: 1 }],
      kind: { $case: 'booked', value: { serviceId: SALON.services.cut } },
    })
    expect(JSON.stringify(event)).not.toMatch(/Erika|example|1512345678/i)
    const claims = await client.listClaims({ context: contextOf(), fromMs: appointment.startMs, toMs: appointment.startMs + 1 })
    expect(claims.claims).toEqual(event!.claimsAfter)
  })

  it('goes to whoever is free when anybody will do, the preferred first, until nobody is', async () => {
    const startMs = nextDay()
    const anybody = () => book({ startMs, staffId: '' })
    expect([await anybody(), await anybody(), await anybody()].map(({ segments }) => segments[0]!.staffId)).toEqual([
      mara,
      jonas,
      SALON.staff.aylin,
    ])
    await expect(anybody()).rejects.toMatchObject({ code: 'conflict', reason: 'slot_taken', field: 'start' })
  })

  it('where Cal.com chooses the host takes one of as many places as there are hosts', async () => {
    const startMs = nextDay()
    const walkIn = () => book({ startMs, staffId: '', serviceId: SALON.services.walkIn })
    expect((await walkIn()).segments).toMatchObject([{ staffId: '' }])
    await walkIn()
    await walkIn()
    await expect(walkIn()).rejects.toMatchObject({ reason: 'slot_taken' })
  })

  it('is answered when Cal.com has it, within milliseconds of the result and not by polling', async () => {
    const startMs = nextDay()
    const waiting = client.createAppointment(wish({ startMs, waitMs: 15_000 }))
    const { uid } = await until('the row', () =>
      stack
        .db('appointments')
        .where({ starts_at: new Date(startMs) })
        .first('uid'),
    )
    await sync(uid)
    const recordedAt = performance.now()
    expect((await waiting).appointment).toMatchObject({ status: CONFIRMED, syncStatus: SyncStatus.SYNC_STATUS_SYNCED })
    // Polling would take 20 s here.
    expect(performance.now() - recordedAt).toBeLessThan(2_000)
  })

  it('that Cal.com refuses during the wait is a conflict, and its time is free again', async () => {
    const startMs = nextDay()
    const waiting = client.createAppointment(wish({ startMs, waitMs: 15_000 }))
    const refused = expect(waiting).rejects.toMatchObject({ code: 'conflict', reason: 'slot_taken', field: 'start' })
    const { uid } = await until('the row', () =>
      stack
        .db('appointments')
        .where({ starts_at: new Date(startMs) })
        .first('uid'),
    )
    await sync(uid, SyncOutcome.SYNC_OUTCOME_REFUSED, 'slot_taken')
    await refused
    await book({ startMs })
  })

  it('is answered as pending before the caller gives up', async () => {
    const { appointment } = await client.createAppointment(wish({ startMs: nextDay(), waitMs: 15_000 }), { timeoutMs: 3_000 })
    expect(appointment).toMatchObject({ status: PENDING })
  })

  it.each<[string, () => void]>([
    ['gone', () => stack.network.cut()],
    ['silent', () => stack.network.hang()],
  ])('is taken and answered with Redis %s', async (_, breakIt) => {
    breakIt()
    try {
      const startMs = nextDay()
      const waiting = client.createAppointment(wish({ startMs, waitMs: 15_000 }))
      const { uid } = await until('the row', () =>
        stack
          .db('appointments')
          .where({ starts_at: new Date(startMs) })
          .first('uid'),
      )
      await sync(uid)
      const recordedAt = performance.now()
      expect((await waiting).appointment).toMatchObject({ status: CONFIRMED })
      expect(performance.now() - recordedAt).toBeLessThan(3_000)
    } finally {
      stack.network.restore()
    }
  })
})

describe('a move and a cancellation', () => {
  it('claim both times until Cal.com has the new one, free all at the end, and are told in order', async () => {
    const { uid, startMs } = await book()
    await sync(uid)
    const later = startMs + 3 * 3_600_000
    const moved = await client.rescheduleAppointment({
      context: contextOf(),
      appointment: uid,
      startMs: later,
      reason: 'ill',
      waitMs: 0,
      expectedVersion: 2,
    })
    expect(moved.appointment).toMatchObject({ startMs: later, status: PENDING, version: 3 })
    for (const taken of [startMs, later]) await expect(book({ startMs: taken })).rejects.toMatchObject({ reason: 'slot_taken' })
    expect(await sync(uid)).toMatchObject({ applied: true, superseded: false })
    const other = await book({ startMs })
    const cancelled = await client.cancelAppointment({
      context: contextOf(),
      appointment: uid,
      reason: 'ill',
      waitMs: 0,
      expectedVersion: 0,
    })
    expect(cancelled.appointment).toMatchObject({ status: AppointmentStatus.APPOINTMENT_STATUS_CANCELLED, cancellationReason: 'ill' })
    await sync(uid)
    await book({ startMs: later })
    await until('its events', () => eventsOf(uid).length === 6)
    expect(eventsOf(uid).map(({ meta, kind }) => `${meta!.version} ${kind!.$case}`)).toEqual([
      '1 booked',
      '2 syncChanged',
      '3 rescheduled',
      '4 syncChanged',
      '5 cancelled',
      '6 syncChanged',
    ])
    expect(other.version).toBe(1)
  })

  it('keep the time of a booking whose creation is not answered, until it is known that Cal.com has none', async () => {
    const { uid, startMs } = await book()
    const end = () => client.cancelAppointment({ context: contextOf(), appointment: uid, reason: '', waitMs: 0, expectedVersion: 0 })
    await end()
    await expect(book({ startMs })).rejects.toMatchObject({ reason: 'slot_taken' })
    await sync(uid, SyncOutcome.SYNC_OUTCOME_UNKNOWN)
    await end()
    await expect(book({ startMs })).rejects.toMatchObject({ reason: 'slot_taken' })
    const claims = async () => (await client.listClaims({ context: contextOf(), fromMs: startMs, toMs: startMs + 1 })).claims
    expect(await claims()).toMatchObject([{ appointmentUid: uid }])
    await sync(uid, SyncOutcome.SYNC_OUTCOME_SYNCED, '', { calcomUid: '', calcomBookingId: 0 })
    expect(await claims()).toEqual([])
    await book({ startMs })
  })

  it('are refused with the reason', async () => {
    const { uid, startMs } = await book()
    const move = (differs: object) =>
      client.rescheduleAppointment({
        context: contextOf(),
        appointment: uid,
        startMs: startMs + 3_600_000,
        reason: '',
        waitMs: 0,
        expectedVersion: 0,
        ...differs,
      })
    await expect(move({ startMs: 1_000 })).rejects.toMatchObject({ code: 'invalid_argument', reason: 'past_time', field: 'start' })
    await expect(move({ startMs: Date.now() + 60 * 60_000 })).rejects.toMatchObject({ reason: 'booking_notice_violation' })
    await expect(move({ startMs: 0 })).rejects.toMatchObject({ code: 'invalid_argument', field: 'start' })
    await expect(move({ expectedVersion: 9 })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'version_conflict',
      field: 'version',
    })
    await expect(move({ appointment: '' })).rejects.toMatchObject({ code: 'invalid_argument', field: 'appointment' })
    await expect(move({ appointment: '999999' })).rejects.toMatchObject({ code: 'not_found', field: 'appointment' })
  })
})

it('pages through a tenant’s appointments', async () => {
  const startMs = nextDay()
  const uids: string[] = []
  for (const hour of [0, 1, 2]) uids.push((await book({ startMs: startMs + hour * 3_600_000 })).uid)
  const page = (pageToken: string) =>
    client.listAppointments({
      context: contextOf(),
      fromMs: startMs,
      toMs: startMs + DAY_MS,
      statuses: [],
      staffId: '',
      pageSize: 2,
      pageToken,
      customerEmail: '',
    })
  const first = await page('')
  const second = await page(first.nextPageToken)
  expect([...first.appointments, ...second.appointments].map(({ uid }) => uid)).toEqual(uids)
  expect(second.nextPageToken).toBe('')
})

it('never failed its process', () => expect(scope.failures).toEqual([]))
