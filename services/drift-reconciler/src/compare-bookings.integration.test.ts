import { FindingKind } from '@calbridge/contracts'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { type Booked, context, DAY_MS, STATUS, type Stack, SYNC, startStack, TENANT } from './testing/stack.ts'

const KIND = FindingKind
const scope = fileScope()
let stack: Stack
let day = Math.ceil(Date.now() / DAY_MS) * DAY_MS

beforeAll(async () => {
  stack = await startStack(scope)
})
// Each test has a day of its own, so that none sees another's bookings.
beforeEach(() => {
  day += DAY_MS
})

const at = (hour: number): number => day + hour * 3_600_000
const compare = (range = { fromMs: day, toMs: day + DAY_MS }) => stack.drift.compareBookings({ context, ...range }, { tenant: TENANT })
const found = async () => (await compare()).findings.map(({ kind, calcomUid, expected, actual }) => ({ kind, calcomUid, expected, actual }))

async function both(hour: number, differs: Parameters<Stack['putHere']>[1] = {}): Promise<Booked> {
  const booked = await stack.bookThere(at(hour))
  stack.putHere(booked, differs)
  return booked
}
const iso = (hour: number) => new Date(at(hour)).toISOString()

it('finds nothing where both sides are equal, with one call for each credential', async () => {
  await both(8)
  await both(10)
  expect(await compare()).toMatchObject({ findings: [], localCount: 2, remoteCount: 2, inFlight: 0, upstreamCalls: 2 })
})

it('finds a booking that is only there', async () => {
  const { uid } = await stack.bookThere(at(8))
  expect(await found()).toEqual([{ kind: KIND.FINDING_KIND_MISSING_LOCAL, calcomUid: uid, expected: '', actual: `accepted ${iso(8)}` }])
})

it('finds an appointment whose booking is nowhere there, and one that was never sent', async () => {
  const lost = { uid: 'neverWasThereAtAll9999', id: 1, startMs: at(8), appointmentUid: crypto.randomUUID() }
  const unsent = { uid: '', id: 2, startMs: at(9), appointmentUid: crypto.randomUUID() }
  stack.putHere(lost)
  stack.putHere(unsent, { appointment: { syncStatus: SYNC.SYNC_STATUS_FAILED } })
  expect((await compare()).findings.map(({ kind, appointmentUid }) => ({ kind, appointmentUid }))).toEqual([
    { kind: KIND.FINDING_KIND_MISSING_REMOTE, appointmentUid: lost.appointmentUid },
    { kind: KIND.FINDING_KIND_MISSING_REMOTE, appointmentUid: unsent.appointmentUid },
  ])
})

it('finds a move that never came here, by the new uid and once', async () => {
  const { uid } = await both(8)
  const moved = await stack.sim.control.customer.move({ uid, start: iso(11) })
  expect(await found()).toEqual([{ kind: KIND.FINDING_KIND_TIME, calcomUid: moved.uid, expected: iso(8), actual: iso(11) }])
})

it('finds a move to or from a day outside the range', async () => {
  const { uid } = await both(8)
  const start = new Date(at(8) + 3 * DAY_MS).toISOString()
  const moved = await stack.sim.control.customer.move({ uid, start })
  const expected = [{ kind: KIND.FINDING_KIND_TIME, calcomUid: moved.uid, expected: iso(8), actual: start }]
  expect(await found()).toEqual(expected)
  const there = await compare({ fromMs: day + 3 * DAY_MS, toMs: day + 4 * DAY_MS })
  expect(there.findings).toMatchObject(expected)
  day += 3 * DAY_MS
})

it('knows a chain of moves that it has followed: old uids are no findings', async () => {
  const first = await stack.bookThere(at(8))
  const second = await stack.sim.control.customer.move({ uid: first.uid, start: iso(10) })
  const third = await stack.sim.control.customer.move({ uid: String(second.uid), start: iso(12) })
  const segment = { calcomUid: String(third.uid), calcomPreviousUid: String(second.uid), startMs: at(12) }
  stack.putHere({ ...first, startMs: at(12) }, { segment })
  expect(await found()).toEqual([])
})

it('finds a cancellation on one side alone, and none where both have it', async () => {
  const there = await both(8)
  const here = await both(9, { appointment: { status: STATUS.APPOINTMENT_STATUS_CANCELLED } })
  const everywhere = await both(10, { appointment: { status: STATUS.APPOINTMENT_STATUS_CANCELLED } })
  for (const { uid } of [there, everywhere]) await stack.sim.control.customer.cancel({ uid, reason: 'ill' })
  expect(await found()).toEqual([
    { kind: KIND.FINDING_KIND_STATUS, calcomUid: there.uid, expected: 'confirmed', actual: 'cancelled' },
    { kind: KIND.FINDING_KIND_STATUS, calcomUid: here.uid, expected: 'cancelled', actual: 'accepted' },
  ])
})

it('asks for nothing of what was cancelled there before it came here, nor of what failed here and was never there', async () => {
  const { uid } = await stack.bookThere(at(8))
  await stack.sim.control.customer.cancel({ uid, reason: 'ill' })
  const failed = { uid: '', id: 3, startMs: at(9), appointmentUid: crypto.randomUUID() }
  stack.putHere(failed, { appointment: { status: STATUS.APPOINTMENT_STATUS_FAILED, syncStatus: SYNC.SYNC_STATUS_FAILED } })
  expect(await found()).toEqual([])
})

it('finds another host', async () => {
  const { uid } = await both(8, { segment: { staffId: 'staff-bob' } })
  const id = (name: string) => String(stack.tenant.staff.find(({ slug }) => slug === name)!.calcomUserId)
  expect(await found()).toEqual([{ kind: KIND.FINDING_KIND_HOST, calcomUid: uid, expected: id('bob'), actual: id('alice') }])
})

it.each([SYNC.SYNC_STATUS_PENDING, SYNC.SYNC_STATUS_VERIFICATION_PENDING])(
  'counts what is under way and tells no difference of it (%s)',
  async (syncStatus) => {
    const uid = crypto.randomUUID()
    const booked = await stack.bookThere(at(8), { metadata: { calbridge_appointment: uid, calbridge_tenant: TENANT } })
    stack.putHere({ ...booked, uid: '', appointmentUid: uid }, { appointment: { syncStatus } })
    expect(await compare()).toMatchObject({ findings: [], inFlight: 1, localCount: 1, remoteCount: 1 })
  },
)

it('counts a booking once that two credentials see', async () => {
  const booked = await stack.bookThere(at(8), { email: 'bob@salon.example' })
  expect(await compare()).toMatchObject({ remoteCount: 1, findings: [{ calcomUid: booked.uid }] })
})

it('leaves a host’s private event types alone', async () => {
  await stack.bookThere(at(8), { slug: 'private' })
  expect(await found()).toEqual([])
})

it('fails rather than taking an unreadable credential for an empty one', async () => {
  await both(8)
  stack.sim.control.addFault({ kind: 'http_500_before', match: { path: '/v2/bookings', user: 'bob' }, times: 1 })
  await expect(compare()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('credential bob') })
})

it.each([
  ['to_ms', { fromMs: 2, toMs: 1 }],
  ['to_ms', { fromMs: 1, toMs: 1 + 401 * DAY_MS }],
  ['from_ms', { fromMs: -1, toMs: 1 }],
])('names %s where the range is wrong', async (field, range) => {
  await expect(compare(range)).rejects.toMatchObject({ code: 'invalid_argument', field })
})

it('refuses another tenant’s caller and an unknown tenant', async () => {
  const range = { fromMs: 1, toMs: 2 }
  await expect(stack.drift.compareBookings({ context, ...range }, { tenant: '2' })).rejects.toMatchObject({ code: 'permission_denied' })
  const stranger = { ...context, tenant: '77' }
  await expect(stack.drift.compareBookings({ context: stranger, ...range }, {})).rejects.toMatchObject({ code: 'not_found' })
})

it('reads more than a page on both sides', async () => {
  for (let n = 0; n < 47; n++) await both(n / 2)
  const remote = stack.sim.control.bookings('alice').length
  const pagesBefore = stack.booking.pages
  for (let n = 0; n < 160; n++)
    stack.putHere(
      { uid: '', id: n, startMs: at(23), appointmentUid: crypto.randomUUID() },
      { appointment: { status: STATUS.APPOINTMENT_STATUS_FAILED } },
    )
  const { findings, localCount } = await compare()
  expect({ findings, localCount, pages: stack.booking.pages - pagesBefore }).toEqual({ findings: [], localCount: 207, pages: 2 })
  expect(remote).toBeGreaterThan(47)
})
