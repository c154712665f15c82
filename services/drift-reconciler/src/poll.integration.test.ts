import { type CalcomWebhook, topics } from '@calbridge/contracts'
import { consume, on } from '@calbridge/kafka'
import { fileScope, testScope, until } from '@calbridge/testkit'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { startDriftReconciler } from './start.ts'
import { DAY_MS, type Stack, SYNC, startStack } from './testing/stack.ts'

const scope = fileScope()
const INTERVAL_MS = 100
const SETTLE_MS = 400
let stack: Stack
const published: CalcomWebhook[] = []
let day = Math.ceil(Date.now() / DAY_MS) * DAY_MS
const at = (hour: number) => day + hour * 3_600_000
const iso = (hour: number) => new Date(at(hour)).toISOString()

beforeAll(async () => {
  const env = { POLL_INTERVAL_MS: String(INTERVAL_MS), POLL_SETTLE_MS: String(SETTLE_MS), POLL_TAKE: '5' }
  stack = await startStack(scope, { env })
  const { kafka, publisher } = stack
  const routes = [on(topics.calcomWebhooks, async (event) => void published.push(event))]
  const consumer = await consume({ kafka, groupId: 'test', publisher, routes }, scope)
  await until('the test to listen', () => consumer.ready())
})
beforeEach(() => {
  day += DAY_MS
})

const told = (uid: unknown) => published.filter((event) => event.uid === uid)
const heard = (uid: unknown) => until('the poll to tell of it', () => told(uid)[0])
const metricsText = async () => (await fetch(`http://127.0.0.1:${stack.metricsPort}/metrics`)).text()
/** Everything that has changed so far has been read by then. */
async function pollsPassed(): Promise<void> {
  const marker = await stack.bookThere(at(23))
  await heard(marker.uid)
}

it('tells of a booking that no webhook told of, as one that a webhook would have', async () => {
  const { uid } = await stack.bookThere(at(8), { metadata: {} })
  const event = await heard(uid)
  expect(event).toMatchObject({
    tenant: '1',
    trigger: 'BOOKING_CREATED',
    status: 'ACCEPTED',
    learntBy: 'poll',
    startMs: at(8),
    endMs: at(8) + 1_800_000,
    eventTypeId: String(stack.eventType('cut')),
    organizerId: stack.tenant.staff[0]!.calcomUserId,
    attendees: [{ name: 'Max', timeZone: 'Europe/Berlin' }],
  })
  expect(event.receivedAtMs - event.createdAtMs).toBeGreaterThanOrEqual(SETTLE_MS)
})

it('tells of moves and cancellations of what is known here, and of the old booking of a move nothing', async () => {
  const moved = await stack.bookThere(at(8))
  const cancelled = await stack.bookThere(at(9))
  for (const one of [moved, cancelled]) stack.putHere(one)
  const { uid } = await stack.sim.control.customer.move({ uid: moved.uid, start: iso(11) })
  await stack.sim.control.customer.cancel({ uid: cancelled.uid, reason: 'ill' })
  expect(await heard(uid)).toMatchObject({ trigger: 'BOOKING_RESCHEDULED', rescheduleUid: moved.uid, startMs: at(11) })
  expect(await heard(cancelled.uid)).toMatchObject({ trigger: 'BOOKING_CANCELLED', reason: 'ill' })
  expect(told(moved.uid)).toEqual([])
})

it('is silent about what is known here, what is private, and what was over before it came here', async () => {
  const known = await stack.bookThere(at(8))
  stack.putHere(known)
  const hidden = await stack.bookThere(at(9), { slug: 'private' })
  const over = await stack.bookThere(at(10))
  await stack.sim.control.customer.cancel({ uid: over.uid, reason: 'ill' })
  await pollsPassed()
  for (const { uid } of [known, hidden, over]) expect(told(uid)).toEqual([])
})

it('tells of a booking whose own answer may be lost', async () => {
  const uid = crypto.randomUUID()
  const booked = await stack.bookThere(at(8), { metadata: { calbridge_appointment: uid, calbridge_tenant: '1' } })
  stack.putHere({ ...booked, uid: '', appointmentUid: uid }, { appointment: { syncStatus: SYNC.SYNC_STATUS_VERIFICATION_PENDING } })
  expect(await heard(booked.uid)).toMatchObject({ metadata: { calbridge_appointment: uid } })
})

it('reads more than a page, each change once', async () => {
  const many = await Promise.all(Array.from({ length: 23 }, (_, n) => stack.bookThere(at(n))))
  await pollsPassed()
  expect(many.filter(({ uid }) => told(uid).length !== 1)).toEqual([])
})

it('goes on from where it was, in another process, after Cal.com has failed', async () => {
  const other = testScope()
  await startDriftReconciler(loadConfig({ ...stack.env }), other)
  stack.sim.control.addFault({ kind: 'http_500_before', match: { path: '/v2/bookings', user: 'alice' }, times: 2 })
  const { uid } = await stack.bookThere(at(8))
  await until('a poll to fail', async () => /drift_polls_total\{outcome="(?!done)/.test(await metricsText()))
  await until('the poll to tell of it', () => told(uid)[0], 30_000)
  await pollsPassed()
  expect(told(uid)).toHaveLength(1)
})

it('polls a credential once an interval, however many processes there are', async () => {
  const mine = await startStack(testScope(), { env: { POLL_INTERVAL_MS: '1000' } })
  for (let n = 0; n < 2; n++) await startDriftReconciler(loadConfig(mine.env), testScope())
  const entries = () => mine.sim.control.journal({ path: '/v2/bookings', user: 'bob' })
  await until('four polls', () => entries().length >= 4)
  const times = entries().map(({ atMs }) => atMs)
  for (const [n, time] of times.slice(1).entries()) expect(time - times[n]!).toBeGreaterThan(900)
})
