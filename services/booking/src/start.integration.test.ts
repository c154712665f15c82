import { AppointmentStatus, Origin, SyncOutcome, SyncStatus } from '@calbridge/contracts'
import { SALON } from '@calbridge/directory/testing'
import { fileScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { contextOf, DAY_MS, OTHER_TENANT, startStack, TEN, wish } from './testing/stack.ts'

const scope = fileScope()
const stack = await startStack(scope)
const { client, worker, reader, eventsOf } = stack
const { mara, jonas } = SALON.staff

// Each test has a day of its own.
let day = 0
const nextDay = () => TEN + ++day * DAY_MS
const CONFIRMED = AppointmentStatus.APPOINTMENT_STATUS_CONFIRMED
const PENDING = AppointmentStatus.APPOINTMENT_STATUS_PENDING

const book = async (differs: Parameters<typeof wish>[0] = {}) =>
  (await client.createAppointment(wish({ startMs: nextDay(), ...differs }))).appointment!

/** What sync-worker does: asks for the plan, and tells that Cal.com has it as wanted. */
async function sync(appointmentUid: string, outcome: SyncOutcome = SyncOutcome.SYNC_OUTCOME_SYNCED, errorCode = '') {
  const { appointment, changeId } = await worker.getSyncPlan({ context: contextOf(), appointmentUid })
  const there = outcome === SyncOutcome.SYNC_OUTCOME_SYNCED && {
    calcomUid: `there-${appointmentUid.slice(-12)}-${appointment!.startMs}`,
    calcomBookingId: 7,
  }
  return worker.recordSyncResult({
    context: contextOf(),
    appointmentUid,
    changeId,
    version: appointment!.version,
    outcome,
    segmentIndex: 0,
    calcomUid: '',
    calcomBookingId: 0,
    ...there,
    calcomStatus: appointment!.status === AppointmentStatus.APPOINTMENT_STATUS_CANCELLED ? 'cancelled' : 'accepted',
    calcomUpdatedAtMs: Date.now(),
    calcomHostId: 101,
    calcomStartMs: appointment!.startMs,
    errorCode,
    errorMessage: '',
    attemptCount: 1,
    jobId: 'job-1',
  })
}

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
    const { appointment } = await client.createAppointment(wish({ startMs: nextDay(), waitMs: 15_000 }), { timeoutMs: 1_500 })
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
    await book({ startMs: later })
    await until('its events', () => eventsOf(uid).length === 5)
    expect(eventsOf(uid).map(({ meta, kind }) => `${meta!.version} ${kind!.$case}`)).toEqual([
      '1 booked',
      '2 syncChanged',
      '3 rescheduled',
      '4 syncChanged',
      '5 cancelled',
    ])
    expect(other.version).toBe(1)
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
    await expect(move({ expectedVersion: 9 })).rejects.toMatchObject({ code: 'failed_precondition', reason: 'version_conflict' })
    await expect(move({ appointment: '' })).rejects.toMatchObject({ code: 'invalid_argument', field: 'appointment' })
    await expect(move({ appointment: '999999' })).rejects.toMatchObject({ code: 'not_found', field: 'appointment' })
  })
})

describe('an idempotency key', () => {
  const context = contextOf({ idempotencyKey: 'the-key' })

  it('gives the same answer to a repetition, whatever it waits for, and none to another body', async () => {
    const asked = wish({ startMs: nextDay(), context })
    const first = await client.createAppointment(asked)
    await sync(first.appointment!.uid)
    const again = await client.createAppointment({ ...asked, waitMs: 500 })
    expect(again).toEqual({ ...first, replayed: true })
    await expect(client.createAppointment({ ...asked, notes: 'other' })).rejects.toMatchObject({
      code: 'invalid_argument',
      reason: 'idempotency_key_reused',
      field: 'idempotency_key',
    })
    const other = await client.createAppointment(wish({ startMs: nextDay(), context: { ...context, idempotencyKey: 'other' } }))
    expect(other.replayed).toBe(false)
  })

  it('says that the first request is under way, and answers it from the row once that one counts as dead', async () => {
    const asked = wish({ startMs: nextDay(), context: contextOf({ idempotencyKey: 'dying' }) })
    const first = await client.createAppointment(asked)
    // As a process leaves it that dies between its commit and its answer.
    const row = () => stack.db('idempotency_keys').where({ idempotency_key: 'dying' })
    await row().update({ answer: null, locked_until: new Date(Date.now() + 60_000) })
    await expect(client.createAppointment(asked)).rejects.toMatchObject({ code: 'conflict', reason: 'idempotency_in_flight' })
    await row().update({ locked_until: new Date(Date.now() - 1_000) })
    const taken = await client.createAppointment(asked)
    expect(taken).toMatchObject({ replayed: true, appointment: { uid: first.appointment!.uid } })
    expect(await client.createAppointment(asked)).toEqual(taken)
  })

  it('keeps a refusal', async () => {
    const taken = await book()
    const asked = wish({ startMs: taken.startMs, context: contextOf({ idempotencyKey: 'refused' }) })
    await expect(client.createAppointment(asked)).rejects.toMatchObject({ reason: 'slot_taken' })
    await client.cancelAppointment({ context: contextOf(), appointment: taken.uid, reason: '', waitMs: 0, expectedVersion: 0 })
    await expect(client.createAppointment(asked)).rejects.toMatchObject({ code: 'conflict', reason: 'slot_taken', field: 'start' })
  })
})

describe('bad input', () => {
  it.each<[string, Parameters<typeof wish>[0], object]>([
    ['no name', { customer: { name: ' ', email: '', phone: '', timeZone: '', language: '' } }, { field: 'customer.name' }],
    ['no e-mail address', { customer: { name: 'A', email: 'a@b', phone: '', timeZone: '', language: '' } }, { field: 'customer.email' }],
    ['no phone number', { customer: { name: 'A', email: '', phone: 'abc', timeZone: '', language: '' } }, { field: 'customer.phone' }],
    ['no start', { startMs: 0 }, { field: 'start' }],
    ['a start after 2038', { startMs: Date.UTC(2040) }, { field: 'start' }],
    ['a start in the past', { startMs: 1_000 }, { field: 'start', reason: 'past_time' }],
    ['an unknown zone', { timeZone: 'Mars/Phobos' }, { field: 'timeZone' }],
    ['too long an answer id', { answerId: 'x'.repeat(65) }, { field: 'answer_id' }],
    ['too long a call id', { context: contextOf({ callId: 'x'.repeat(101) }) }, { field: 'context.call_id' }],
    ['too long a key', { context: contextOf({ idempotencyKey: 'x'.repeat(256) }) }, { field: 'idempotency_key' }],
    ['Cal.com as its origin', { context: contextOf({ origin: Origin.ORIGIN_CALCOM }) }, { field: 'context.origin' }],
  ])('with %s is refused, naming the field', async (_, differs, told) => {
    await expect(book(differs)).rejects.toMatchObject({ code: 'invalid_argument', ...told })
  })

  it.each<[string, Parameters<typeof wish>[0], object]>([
    ['service', { serviceId: '99' }, { code: 'not_found', field: 'service_id' }],
    ['staff', { staffId: '00000000-0000-4000-8002-000000000099' }, { code: 'not_found', field: 'staff_id' }],
    ['branch', { branchId: '00000000-0000-4000-8001-000000000099' }, { code: 'not_found', field: 'branch_id' }],
    ['staff for the service', { serviceId: SALON.services.beard }, { code: 'failed_precondition' }],
    ['tenant', { context: contextOf({ tenant: '77' }) }, { code: 'not_found', field: 'tenant' }],
  ])('without such a %s is refused', async (_, differs, told) => {
    await expect(book(differs)).rejects.toMatchObject(told)
  })

  it('in ranges and page tokens is refused', async () => {
    const list = (differs: object) =>
      client.listAppointments({
        context: contextOf(),
        fromMs: 0,
        toMs: 0,
        statuses: [],
        staffId: '',
        pageSize: 0,
        pageToken: '',
        customerEmail: '',
        ...differs,
      })
    await expect(list({ pageSize: 201 })).rejects.toMatchObject({ code: 'invalid_argument', field: 'page_size' })
    await expect(list({ pageToken: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_argument', field: 'page_token' })
    await expect(list({ fromMs: Date.UTC(2040) })).rejects.toMatchObject({ code: 'invalid_argument', field: 'from_ms' })
    await expect(client.listClaims({ context: contextOf(), fromMs: 5, toMs: 5 })).rejects.toMatchObject({ field: 'to_ms' })
  })

  it('is counted', async () =>
    expect(await stack.metrics()).toMatch(/calbridge_booking_commands_total\{command="create",outcome="past_time"\} [1-9]/))
})

describe('another tenant', () => {
  it('neither sees, moves nor cancels an appointment, and cannot tell it from none', async () => {
    const { uid, id } = await book()
    const context = contextOf({ tenant: OTHER_TENANT })
    const asked = { context, reason: '', waitMs: 0, expectedVersion: 0 }
    const unknown = { code: 'not_found', field: 'appointment', message: 'there is no such appointment' }
    for (const appointment of [uid, id]) {
      await expect(client.getAppointment({ context, appointment })).rejects.toMatchObject(unknown)
      await expect(client.cancelAppointment({ ...asked, appointment })).rejects.toMatchObject(unknown)
      await expect(client.rescheduleAppointment({ ...asked, appointment, startMs: nextDay() })).rejects.toMatchObject(unknown)
    }
    await expect(client.getSyncPlan({ context, appointmentUid: uid })).rejects.toMatchObject({ code: 'not_found' })
    expect((await client.listClaims({ context, fromMs: TEN, toMs: TEN + 300 * DAY_MS })).claims).toEqual([])
  })

  it('and a key without the permission are refused', async () => {
    const { uid } = await book()
    expect((await reader.getAppointment({ context: contextOf(), appointment: uid })).appointment?.uid).toBe(uid)
    await expect(reader.getAppointment({ context: contextOf({ tenant: OTHER_TENANT }), appointment: uid })).rejects.toMatchObject({
      code: 'permission_denied',
      reason: 'other_tenant',
    })
    await expect(reader.createAppointment(wish({ startMs: nextDay() }))).rejects.toMatchObject({ reason: 'missing_permission' })
    await expect(reader.getSyncPlan({ context: contextOf(), appointmentUid: uid })).rejects.toMatchObject({ reason: 'service_only' })
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
