import { Origin, SyncOutcome } from '@calbridge/contracts'
import { fileScope, testScope } from '@calbridge/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { startSyncWorker } from './start.ts'
import { AT_NIGHT, observe } from './testing/observe.ts'
import { startStack } from './testing/stack.ts'
import { statusAfter } from './testing/statuses.ts'

const {
  SYNC_OUTCOME_SYNCED: SYNCED,
  SYNC_OUTCOME_REFUSED: REFUSED,
  SYNC_OUTCOME_MANUAL_REVIEW: REVIEW,
  SYNC_OUTCOME_RETRYING: RETRYING,
} = SyncOutcome

const scope = fileScope()
const stack = await startStack(scope)
await startSyncWorker(loadConfig(stack.env), scope)
const { freeSlot, bookingsOf, resultsOf, liveOf, outcomesOf, settled, booked, move, cancel } = observe(stack)
afterEach(() => stack.sim.control.clearFaults())

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

  it('a slot outside the hours is refused', async () => {
    const uid = await booked('cut', AT_NIGHT)
    await settled(uid)
    expect(resultsOf(uid)).toMatchObject([{ outcome: REFUSED, errorCode: 'slot_taken' }])
    expect(stack.booking.plan(uid).appointment!.status).toBe(statusAfter.refusal)
  })

  it('a refused move leaves the old booking where it was', async () => {
    const uid = await booked()
    await settled(uid)
    await move(uid, AT_NIGHT)
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

  it('works for an appointment one job at a time, and sends nothing twice, with two workers', async () => {
    const second = testScope()
    await startSyncWorker(loadConfig(stack.env), second)
    stack.sim.control.latency({ write: { p50Ms: 100, p95Ms: 100, maxMs: 100 } })
    const uids = await Promise.all([booked(), booked(), booked()])
    for (const uid of uids) {
      await move(uid)
      await cancel(uid)
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

  it('never failed its process', () => expect(scope.failures).toEqual([]))
})
