import { setTimeout as sleep } from 'node:timers/promises'
import { processIdentity } from '@calbridge/devstack'
import { fileScope, until } from '@calbridge/testkit'
import { Redis } from 'ioredis'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { getAppointment } from '../../scripts/demo/appointments.ts'
import { counter } from '../../scripts/demo/http.ts'
import { lookUp, offers, type Wish } from '../../scripts/demo/look-up.ts'
import { comparison } from '../../scripts/demo/steps/comparison.ts'
import { book, booked, bookingsThere, createsSent, freeSlots, syncedAppointment, weekOf } from './booking.ts'
import { type System, startSystem } from './stack.ts'

// At full length with `npm run test:long`; else what waits for a minute waits for seconds.
const LONG = process.env.CALBRIDGE_LONG === '1'
const SHORT_WINDOWS = {
  CALCOM_WINDOW_MS: '4000',
  CALCOM_BREAKER_OPEN_MS: '3000',
  SYNC_OUTAGE_MIN_MS: '250',
  SYNC_OUTAGE_MAX_MS: '1000',
  SYNC_LEASE_MS: '3000',
  SYNC_WRITE_TIMEOUT_MS: '6000',
  SYNC_ABSENT_AFTER_MS: '3000',
  SYNC_ABSENT_AGAIN_MS: '1500',
}
const ARRIVES_MS = LONG ? 300_000 : 120_000
const KAFKA_DOWN_MS = LONG ? 20_000 : 4_000
const TIMEOUT_MS = LONG ? 600_000 : 240_000

const scope = fileScope()
let system: System
beforeAll(async () => {
  system = await startSystem(scope, LONG ? {} : SHORT_WINDOWS)
})

const process_ = (name: string) => system.stack.processes.get(name)!
const simulator = (path: string, body: object = {}) => system.simulator('POST', `/_sim/${path}`, body)

// Whatever a test broke is whole again for the next one.
afterEach(async () => {
  await simulator('up')
  await simulator('deliveries/policy', { lose: 0 })
  await system.simulator('DELETE', '/_sim/faults')
  await system.kafka.start()
  await Promise.all([...system.stack.processes.values()].map((service) => service.start()))
  for (const url of Object.values(system.stack.metrics)) await until(`${url} ready`, () => isReady(url), 120_000)
}, 240_000)

/** Each came to Cal.com once, and by one request. */
async function arrivedOnce(uids: readonly string[], createsBefore: number): Promise<void> {
  for (const uid of uids) {
    const { calcom_booking_uid: there } = await syncedAppointment(system, uid, ARRIVES_MS)
    expect(await bookingsThere(system, uid)).toMatchObject([{ uid: there, status: 'accepted' }])
  }
  expect(await createsSent(system)).toBe(createsBefore + uids.length)
  await equalAndAlive()
}

/** Both sides say the same of everything, and no process died of what was done to its neighbours. */
async function equalAndAlive(): Promise<void> {
  await comparison(system)
  const dead = [...system.stack.processes].filter(([, { pid }]) => processIdentity(pid) === undefined).map(([name]) => name)
  expect(dead).toEqual([])
}

it.for(['503', 'reset'])(
  'Cal.com down (%s): bookings are taken, marked, and arrive once it is back',
  { timeout: TIMEOUT_MS },
  async (mode) => {
    const places = ['anna', 'ben'].map((staff) => weekOf(system, { service: 'haircut', staff, branch: 'mitte' }, mode === '503' ? 0 : 1))
    const starts = await Promise.all(places.map(async (wish) => (await slotsOf(wish))[0]!))
    await simulator('down', { mode })
    const uids = await Promise.all(places.map((wish, index) => booked(system, wish, starts[index]!)))
    for (const uid of uids) {
      await until('the mark', async () => (await getAppointment(system, uid)).sync_problem !== null, 60_000)
      expect(await getAppointment(system, uid)).toMatchObject({ status: 'pending', calcom_booking_uid: null })
      expect(await bookingsThere(system, uid)).toEqual([])
    }
    // The time is theirs meanwhile.
    expect(await book(system, places[0]!, starts[0]!)).toMatchObject({ status: 409, body: { reason: 'slot_taken' } })
    await simulator('up')
    for (const uid of uids) {
      const { calcom_booking_uid: there } = await syncedAppointment(system, uid, ARRIVES_MS)
      expect(await bookingsThere(system, uid)).toMatchObject([{ uid: there, status: 'accepted' }])
    }
    await equalAndAlive()
  },
)

it('Redis flushed in the middle: no double booking, and answers go on', { timeout: TIMEOUT_MS }, async () => {
  const wish = weekOf(system, { service: 'haircut', staff: 'clara', branch: 'mitte' }, 0)
  const slots = await slotsOf(wish)
  // Far enough apart not to overlap.
  const [taken, raced, last] = [slots[0]!, slots[8]!, slots.at(-1)!]
  const creates = await createsSent(system)
  // Cal.com does not hear of it and lists its time as free: only what is known here keeps it from being offered.
  await process_('sync-worker').kill()
  const first = await booked(system, wish, taken)
  await until('the slot gone', async () => !(await offers(system, wish, taken)), 30_000)

  const redis = new Redis(system.stack.redisUrl)
  await redis.flushall()
  redis.disconnect()

  const answers = await Promise.all(Array.from({ length: 20 }, () => book(system, wish, raced)))
  const won = answers.filter(({ status }) => status === 201)
  expect([won.length, answers.filter(({ status }) => status === 409).length]).toEqual([1, 19])
  expect((await book(system, wish, taken)).status).toBe(409)
  const later = await booked(system, wish, last)
  // Through the budget's silence, until Cal.com is asked again: every look-up is answered, and none offers what is booked.
  const [offered, sources] = [new Set<string>(), new Set<string>()]
  for (const endsAt = performance.now() + ARRIVES_MS; performance.now() < endsAt && !sources.has('upstream'); await sleep(250)) {
    const { data, meta } = await lookUp(system, wish)
    for (const { start } of data.slots) offered.add(start)
    sources.add(meta.source)
  }
  expect([...sources]).toContain('upstream')
  expect(offered).not.toContain(taken)
  await process_('sync-worker').start()
  await arrivedOnce([first, won[0]!.body.data.uid, later], creates)
})

it(`Kafka stopped for ${KAFKA_DOWN_MS / 1_000} s: bookings are accepted, and published after`, { timeout: TIMEOUT_MS }, async () => {
  const wish = weekOf(system, { service: 'blow-dry', staff: 'deniz', branch: 'kreuzberg' }, 0)
  const slots = await slotsOf(wish)
  const starts = [slots[0]!, slots.at(-1)!]
  const creates = await createsSent(system)
  await system.kafka.stop()
  const uids = await Promise.all(starts.map((start) => booked(system, wish, start)))
  expect((await book(system, wish, starts[0]!)).status).toBe(409)
  await sleep(KAFKA_DOWN_MS)
  expect(await createsSent(system)).toBe(creates)
  await system.kafka.start()
  await arrivedOnce(uids, creates)
})

it('booking killed between its commit and its publish: published by the next, exactly one booking there', {
  timeout: TIMEOUT_MS,
}, async () => {
  const wish = weekOf(system, { service: 'haircut', staff: 'elif', branch: 'kreuzberg' }, 0)
  const [start] = await slotsOf(wish)
  const creates = await createsSent(system)
  await system.kafka.stop()
  const uid = await booked(system, wish, start!)
  await process_('booking').kill()
  await system.kafka.start()
  await process_('booking').start()
  await arrivedOnce([uid], creates)
})

it('sync-worker killed between Cal.com’s 201 and the result’s commit: exactly one booking there', { timeout: TIMEOUT_MS }, async () => {
  const wish = weekOf(system, { service: 'haircut', staff: 'elif', branch: 'kreuzberg' }, 1)
  const [start] = await slotsOf(wish)
  const creates = await createsSent(system)
  await simulator('faults', { kind: 'latency', match: { method: 'POST', path: '/v2/bookings' }, times: 1, delayMs: 4_000 })
  const uid = await booked(system, wish, start!)
  await until('the request there', async () => (await createsSent(system)) > creates || (await faultHits()) > 0, 30_000)
  await process_('booking').kill()
  await until('the 201', () => jobs('recording'), 30_000)
  await process_('sync-worker').kill()
  await Promise.all([process_('booking').start(), process_('sync-worker').start()])
  await arrivedOnce([uid], creates)
})

it('sync-worker killed before it reads the 201, and the webhook lost: looked up, exactly one booking there', {
  timeout: TIMEOUT_MS,
}, async () => {
  const wish = weekOf(system, { service: 'haircut', staff: 'deniz', branch: 'kreuzberg' }, 2)
  const [start] = await slotsOf(wish)
  const creates = await createsSent(system)
  await simulator('deliveries/policy', { lose: 1 })
  await simulator('faults', { kind: 'timeout_after_commit', match: { method: 'POST', path: '/v2/bookings' }, times: 1, delayMs: 60_000 })
  const uid = await booked(system, wish, start!)
  await until('the booking there', async () => (await bookingsThere(system, uid)).length === 1, 30_000)
  await process_('sync-worker').kill()
  await simulator('deliveries/policy', { lose: 0 })
  await process_('sync-worker').start()
  await arrivedOnce([uid], creates)
})

/** In its consumer group again, too. */
const isReady = async (metrics: string): Promise<boolean> =>
  (await fetch(metrics.replace('/metrics', '/readyz'), { signal: AbortSignal.timeout(5_000) })).ok

/** After a flush the budget keeps silent for a while, and what is not cached can't be told. */
const slotsOf = (wish: Wish): Promise<string[]> =>
  until('the free slots', () => freeSlots(system, wish).catch(() => undefined), 30_000) as Promise<string[]>

const jobs = async (state: string): Promise<boolean> => (await counter(system.stack, 'sync-worker', 'calbridge_sync_jobs', { state })) > 0

async function faultHits(): Promise<number> {
  const { body } = await system.simulator<{ hits: number }[]>('GET', '/_sim/faults')
  return body.reduce((sum, { hits }) => sum + hits, 0)
}
