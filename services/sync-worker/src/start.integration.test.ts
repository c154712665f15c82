import { Origin, SyncOutcome } from '@calbridge/contracts'
import { fileScope, testScope, until } from '@calbridge/testkit'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { startSyncWorker } from './start.ts'
import { type Stack, startStack } from './testing/stack.ts'
import { statusAfter } from './testing/statuses.ts'

const MONDAY = Date.UTC(2026, 11, 7, 9)
const HALF_HOUR = 1_800_000
const { SYNC_OUTCOME_SYNCED: SYNCED, SYNC_OUTCOME_REFUSED: REFUSED, SYNC_OUTCOME_UNKNOWN: UNKNOWN } = SyncOutcome
const { SYNC_OUTCOME_MANUAL_REVIEW: REVIEW, SYNC_OUTCOME_RETRYING: RETRYING } = SyncOutcome

const scope = fileScope()
let stack: Stack
let slot = 0
/** A time that no other test uses. */
const freeSlot = () => MONDAY + Math.floor(slot / 16) * 86_400_000 + (slot++ % 16) * HALF_HOUR

beforeAll(async () => {
  stack = await startStack(scope)
  await startSyncWorker(loadConfig(stack.env), scope)
})
afterEach(() => stack.sim.control.clearFaults())

const bookingsOf = (uid: string) =>
  stack.sim.control.bookings().filter(({ metadata }) => (metadata as Record<string, string>).calbridge_appointment === uid)
const liveOf = (uid: string) => bookingsOf(uid).filter(({ status }) => status === 'accepted' || status === 'pending')
const outcomesOf = (uid: string) =>
  stack.booking.results.filter(({ appointmentUid }) => appointmentUid === uid).map(({ outcome }) => outcome)
const resultsOf = (uid: string) => stack.booking.results.filter(({ appointmentUid }) => appointmentUid === uid)
const settled = (uid: string, count = 1) =>
  until(
    `the jobs of ${uid}`,
    async () => {
      const jobs = await stack.jobs(uid)
      return jobs.length === count && jobs.every(({ state }) => ['done', 'superseded', 'review'].includes(state)) && jobs
    },
    30_000,
  )
const booked = async (slug = 'cut', startMs = freeSlot()) => {
  const uid = stack.appointment(slug, startMs)
  await stack.publish(uid, 'booked')
  return uid
}

describe('sync-worker', () => {
  it('creates once with our metadata, moves once and cancels once, though each event comes twice', async () => {
    const uid = stack.appointment('cut', freeSlot())
    await stack.publish(uid, 'booked', { times: 2 })
    await settled(uid)
    const { changeId } = stack.booking.plan(uid)
    expect(bookingsOf(uid)).toMatchObject([
      {
        status: 'accepted',
        metadata: {
          calbridge_appointment: uid,
          calbridge_change: changeId,
          calbridge_tenant: '1',
          calbridge_segment: '0',
          crm_appointment_id: '4711',
          sync_origin: 'api',
        },
        attendees: [{ email: `a-${uid}@salon.invalid`, timeZone: 'Europe/Berlin', language: 'de' }],
      },
    ])

    const later = freeSlot()
    stack.booking.change(uid, { changeId: 'move', startMs: later })
    await stack.publish(uid, 'rescheduled', { times: 2 })
    await settled(uid, 2)
    expect(liveOf(uid)).toMatchObject([{ start: new Date(later).toISOString() }])

    stack.booking.change(uid, { changeId: 'cancel', cancelled: true })
    await stack.publish(uid, 'cancelled', { times: 2 })
    await settled(uid, 3)
    expect(liveOf(uid)).toEqual([])
    expect(bookingsOf(uid)).toHaveLength(2)
    expect(outcomesOf(uid)).toEqual([SYNCED, SYNCED, SYNCED])
    expect((await stack.jobs(uid)).map(({ state }) => state)).toEqual(['done', 'done', 'done'])
  })

  it.each(['timeout_after_commit', 'http_500_after', 'reset_connection_after'] as const)(
    '%s: exactly one booking, found by look-up',
    async (kind) => {
      stack.sim.control.addFault({ kind, match: { method: 'POST', path: '/v2/bookings' }, times: 1, delayMs: 3_000 })
      const uid = await booked()
      await settled(uid)
      expect(bookingsOf(uid)).toHaveLength(1)
      expect(outcomesOf(uid)).toEqual([UNKNOWN, SYNCED])
      expect(stack.booking.plan(uid).appointment!.segments[0]!.calcomUid).toBe(bookingsOf(uid)[0]!.uid)
    },
  )

  it('a lost move and a lost cancel are found, too', async () => {
    const uid = await booked()
    await settled(uid)
    stack.sim.control.addFault({ kind: 'http_500_after', match: { method: 'POST', path: '/reschedule' }, times: 1 })
    stack.booking.change(uid, { changeId: 'move2', startMs: freeSlot() })
    await stack.publish(uid, 'rescheduled')
    await settled(uid, 2)
    expect(liveOf(uid)).toHaveLength(1)

    stack.sim.control.addFault({ kind: 'http_500_after', match: { method: 'POST', path: '/cancel' }, times: 1 })
    stack.booking.change(uid, { changeId: 'cancel2', cancelled: true })
    await stack.publish(uid, 'cancelled')
    await settled(uid, 3)
    expect(liveOf(uid)).toEqual([])
    expect(outcomesOf(uid)).toEqual([SYNCED, UNKNOWN, SYNCED, UNKNOWN, SYNCED])
    expect(bookingsOf(uid)).toHaveLength(2)
  })

  it('sends again what never arrived, after two empty look-ups', async () => {
    stack.sim.control.addFault({ kind: 'http_500_before', match: { method: 'POST', path: '/v2/bookings' }, times: 1 })
    const uid = await booked()
    await settled(uid)
    expect(bookingsOf(uid)).toHaveLength(1)
    const attempts = await stack.db('sync_attempts').where({ appointment_uid: uid }).orderBy('id')
    expect(attempts.map(({ state }) => state)).toEqual(['absent', 'written'])
    expect(attempts[1].sent_at - attempts[0].sent_at).toBeGreaterThanOrEqual(3_800)
  })

  it('a webhook that settles it is believed without a look-up', async () => {
    stack.sim.control.addFault({ kind: 'http_500_before', match: { method: 'POST', path: '/v2/bookings' }, times: 1 })
    const uid = await booked()
    await until('the unknown outcome', () => outcomesOf(uid).includes(UNKNOWN))
    stack.booking.learn(uid, 'known-by-webhook')
    await settled(uid)
    expect((await stack.jobs(uid)).map(({ state }) => state)).toEqual(['done'])
    expect(bookingsOf(uid)).toEqual([])
  })

  it('a slot outside the hours is refused', async () => {
    const uid = await booked('cut', MONDAY - 6 * HALF_HOUR)
    await settled(uid)
    expect(resultsOf(uid)).toMatchObject([{ outcome: REFUSED, errorCode: 'slot_taken' }])
    expect(stack.booking.plan(uid).appointment!.status).toBe(statusAfter.refusal)
  })

  it('a refused move leaves the old booking where it was', async () => {
    const uid = await booked()
    await settled(uid)
    stack.booking.change(uid, { changeId: 'move3', startMs: MONDAY - 6 * HALF_HOUR })
    await stack.publish(uid, 'rescheduled')
    await settled(uid, 2)
    expect(outcomesOf(uid)).toEqual([SYNCED, REFUSED])
    expect(liveOf(uid)).toHaveLength(1)
  })

  it('of two bookings in the same moment for one host, the loser looks at the slots and is refused', async () => {
    const startMs = freeSlot()
    const uids = await Promise.all([booked('cut', startMs), booked('cut', startMs)])
    await Promise.all(uids.map((uid) => settled(uid)))
    expect(uids.flatMap(liveOf)).toHaveLength(1)
    const loser = uids.find((uid) => liveOf(uid).length === 0)!
    expect(resultsOf(loser)).toMatchObject([
      { outcome: RETRYING, errorCode: 'lost_race' },
      { outcome: REFUSED, errorCode: 'slot_taken' },
    ])
  })

  it('a lost race is run again when the slot is still listed (round robin)', async () => {
    const startMs = freeSlot()
    const uids = await Promise.all([booked('any', startMs), booked('any', startMs)])
    await Promise.all(uids.map((uid) => settled(uid)))
    expect(uids.map((uid) => liveOf(uid).length)).toEqual([1, 1])
    expect(uids.map(outcomesOf).sort()).toEqual([[SYNCED], [RETRYING, SYNCED]])
    const looked = stack.sim.control.journal({ path: '/v2/slots' })
    expect(looked.map(({ status }) => status)).toContain(200)
  })

  it('INC-01: a 201 with somebody else’s booking is not adopted; an older one of ours is linked', async () => {
    const key = stack.sim.world.users[0]!.key!
    const bookDirectly = async (uid: string, startMs: number, metadata: Record<string, string>) => {
      const body = {
        eventTypeId: stack.eventType('confirmed'),
        start: new Date(startMs).toISOString(),
        attendee: { name: 'Other', email: `a-${uid}@salon.invalid`, timeZone: 'UTC' },
        metadata,
      }
      const headers = { authorization: `Bearer ${key}`, 'cal-api-version': '2024-08-13', 'content-type': 'application/json' }
      const answer = await fetch(`${stack.sim.url}/v2/bookings`, { method: 'POST', headers, body: JSON.stringify(body) })
      return ((await answer.json()) as { data: { uid: string } }).data.uid
    }
    const startMs = freeSlot()
    const foreign = stack.appointment('confirmed', startMs)
    await bookDirectly(foreign, startMs, { call_id: 'someone' })
    await stack.publish(foreign, 'booked')
    await settled(foreign)
    expect(resultsOf(foreign)).toMatchObject([{ outcome: REVIEW, errorCode: 'foreign_booking' }])

    const laterMs = freeSlot()
    const older = stack.appointment('confirmed', laterMs)
    const there = await bookDirectly(older, laterMs, { calbridge_appointment: older, calbridge_change: 'older', calbridge_segment: '0' })
    await stack.publish(older, 'booked')
    await settled(older)
    expect(resultsOf(older)).toMatchObject([{ outcome: SYNCED, calcomUid: there, calcomStatus: 'pending' }])
  })

  it('S2: what came from Cal.com is not sent back, and a local change of it is', async () => {
    const echo = stack.appointment('cut', freeSlot())
    await stack.publish(echo, 'booked', { origin: Origin.ORIGIN_CALCOM })
    const next = await booked()
    await settled(next)
    expect(await stack.jobs(echo)).toEqual([])

    stack.booking.learn(echo, (bookingsOf(next)[0] as { uid: string }).uid)
    stack.booking.change(echo, { changeId: 'cancelled-here', cancelled: true })
    await stack.publish(echo, 'cancelled', { origin: Origin.ORIGIN_RETELL })
    await settled(echo)
    expect(liveOf(next)).toEqual([])
  })

  it('a cancel after a create that was cut off looks for it, and nothing stays at Cal.com', async () => {
    stack.sim.control.down('reset')
    const uid = await booked()
    await until('the unknown outcome', () => outcomesOf(uid).includes(UNKNOWN))
    stack.booking.change(uid, { changeId: 'never-mind', cancelled: true })
    await stack.publish(uid, 'cancelled')
    await until('both jobs', async () => (await stack.jobs(uid)).length === 2)
    stack.sim.control.up()
    await settled(uid, 2)
    expect(bookingsOf(uid)).toEqual([])
    expect(outcomesOf(uid).at(-1)).toBe(SYNCED)
  })

  it('works for an appointment one job at a time, and sends nothing twice, with two workers', async () => {
    const second = testScope()
    await startSyncWorker(loadConfig(stack.env), second)
    stack.sim.control.latency({ write: { p50Ms: 100, p95Ms: 100, maxMs: 100 } })
    const uids = await Promise.all([booked(), booked(), booked()])
    for (const uid of uids) {
      stack.booking.change(uid, { changeId: `m-${uid}`, startMs: freeSlot() })
      await stack.publish(uid, 'rescheduled')
      stack.booking.change(uid, { changeId: `c-${uid}`, cancelled: true })
      await stack.publish(uid, 'cancelled')
    }
    await Promise.all(uids.map((uid) => settled(uid, 3)))
    stack.sim.control.latency('none')
    expect(uids.flatMap(liveOf)).toEqual([])
    for (const uid of uids) {
      const attempts = await stack.db('sync_attempts').where({ appointment_uid: uid }).orderBy('id')
      const overlaps = attempts.filter((attempt, at) => at > 0 && attempt.sent_at < attempts[at - 1].ended_at)
      expect(overlaps).toEqual([])
    }
    expect(second.failures).toEqual([])
  })

  it('a rate limit burns no retry, and nothing is sent while it lasts', async () => {
    stack.sim.control.addFault({ kind: 'rate_limit', match: { method: 'POST' }, times: 1, delayMs: 2_000 })
    const sinceMs = Date.now()
    const uid = await booked()
    const [job] = await settled(uid)
    expect(job).toMatchObject({ state: 'done', known_failures: 0 })
    const sent = stack.sim.control.journal({ since: String(sinceMs) })
    expect(sent.map(({ status }) => status)).toEqual([429, 201])
    expect(sent[1]!.atMs - sent[0]!.atMs).toBeGreaterThanOrEqual(2_000)
    expect(outcomesOf(uid)).toEqual([RETRYING, SYNCED])
  })

  it('a cancel overtakes a create that could not go out: nothing is sent', async () => {
    stack.sim.control.addFault({ kind: 'rate_limit', match: { method: 'POST' }, times: 1, delayMs: 1_500 })
    const sinceMs = Date.now()
    const uid = await booked()
    await until('the rate limit', () => outcomesOf(uid).includes(RETRYING))
    stack.booking.change(uid, { changeId: 'overtakes', cancelled: true })
    await stack.publish(uid, 'cancelled')
    const jobs = await settled(uid, 2)
    expect(jobs.map(({ state }) => state)).toEqual(['superseded', 'done'])
    expect(stack.sim.control.journal({ since: String(sinceMs) }).map(({ status }) => status)).toEqual([429])
    expect(outcomesOf(uid)).toEqual([RETRYING, SYNCED])
  })

  it('never failed its process', () => expect(scope.failures).toEqual([]))
})
