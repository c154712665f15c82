import { SyncOutcome } from '@calbridge/contracts'
import { fileScope, until } from '@calbridge/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { startSyncWorker } from './start.ts'
import { observe } from './testing/observe.ts'
import { startStack } from './testing/stack.ts'

const { SYNC_OUTCOME_SYNCED: SYNCED, SYNC_OUTCOME_UNKNOWN: UNKNOWN, SYNC_OUTCOME_RETRYING: RETRYING } = SyncOutcome

const scope = fileScope()
const stack = await startStack(scope)
await startSyncWorker(loadConfig(stack.env), scope)
const { bookingsOf, liveOf, outcomesOf, settled, booked, move, cancel } = observe(stack)
afterEach(() => stack.sim.control.clearFaults())

describe('an answer that is lost, or never came', () => {
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
    await move(uid)
    await settled(uid, 2)
    expect(liveOf(uid)).toHaveLength(1)

    stack.sim.control.addFault({ kind: 'http_500_after', match: { method: 'POST', path: '/cancel' }, times: 1 })
    await cancel(uid)
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

  it('a cancel after a create that was cut off looks for it, and nothing stays at Cal.com', async () => {
    stack.sim.control.down('reset')
    const uid = await booked()
    await until('the unknown outcome', () => outcomesOf(uid).includes(UNKNOWN))
    await cancel(uid)
    await until('both jobs', async () => (await stack.jobs(uid)).length === 2)
    stack.sim.control.up()
    await settled(uid, 2)
    expect(bookingsOf(uid)).toEqual([])
    expect(outcomesOf(uid).at(-1)).toBe(SYNCED)
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
    await cancel(uid)
    const jobs = await settled(uid, 2)
    expect(jobs.map(({ state }) => state)).toEqual(['superseded', 'done'])
    expect(stack.sim.control.journal({ since: String(sinceMs) }).map(({ status }) => status)).toEqual([429])
    expect(outcomesOf(uid)).toEqual([RETRYING, SYNCED])
  })

  it('never failed its process', () => expect(scope.failures).toEqual([]))
})
