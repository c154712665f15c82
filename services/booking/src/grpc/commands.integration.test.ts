import { Origin } from '@calbridge/contracts'
import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { actors } from '../testing/actors.ts'
import { contextOf, DAY_MS, OTHER_TENANT, startStack, TEN, wish } from '../testing/stack.ts'

const stack = await startStack(fileScope())
const { client, reader } = stack
const { nextDay, book, sync } = actors(stack)

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
    await expect(client.createAppointment(asked)).rejects.toMatchObject({ reason: 'slot_taken', replayed: false })
    await client.cancelAppointment({ context: contextOf(), appointment: taken.uid, reason: '', waitMs: 0, expectedVersion: 0 })
    await expect(client.createAppointment(asked)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'slot_taken',
      field: 'start',
      replayed: true,
    })
  })
})

describe('bad input', () => {
  it.each<[string, Parameters<typeof wish>[0], object]>([
    ['no name', { customer: { name: ' ', email: '', phone: '', timeZone: '', language: '' } }, { field: 'customer.name' }],
    ['no e-mail address', { customer: { name: 'A', email: 'a@b', phone: '', timeZone: '', language: '' } }, { field: 'customer.email' }],
    ['no phone number', { customer: { name: 'A', email: '', phone: 'abc', timeZone: '', language: '' } }, { field: 'customer.phone' }],
    [
      'a phone number without digits',
      { customer: { name: 'A', email: '', phone: '-----', timeZone: '', language: '' } },
      { field: 'customer.phone' },
    ],
    ['a hold', { holdUid: '01985a3c-0000-7000-8000-000000000001' }, { field: 'hold_uid', reason: 'not_supported' }],
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
    const unknown = { code: 'not_found', field: 'appointment', reason: 'appointment_not_found', message: 'there is no such appointment' }
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

describe('what is booked most', () => {
  it('is told with its hours of the week; not to another tenant, and not of more than a year', async () => {
    await book()
    const sinceMs = Date.now() - 30 * DAY_MS
    const { services } = await reader.listPopularServices({ context: contextOf(), sinceMs, minBookings: 0 })
    expect(services.length).toBeGreaterThan(0)
    expect(services[0]!.byHourOfWeek).toHaveLength(168)
    expect(services[0]!.byHourOfWeek.reduce((sum, count) => sum + count, 0)).toBe(services[0]!.bookings)
    const foreign = reader.listPopularServices({ context: contextOf({ tenant: OTHER_TENANT }), sinceMs, minBookings: 0 })
    await expect(foreign).rejects.toMatchObject({ code: 'permission_denied' })
    const tooLong = reader.listPopularServices({ context: contextOf(), sinceMs: sinceMs - 366 * DAY_MS, minBookings: 0 })
    await expect(tooLong).rejects.toMatchObject({ code: 'invalid_argument', field: 'since_ms' })
  })
})
