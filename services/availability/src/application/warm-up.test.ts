import { AppError } from '@calbridge/core'
import { expect, it } from 'vitest'
import { unitOf } from '../domain/testing.ts'
import { epochDay } from '../domain/utc-day.ts'
import { begin } from '../domain/warm-up.ts'
import { memoryWarmUpStore } from '../testing/memory-warm-up-store.ts'
import { gate, noSpareBudget, startReplicas } from '../testing/replicas.ts'
import { goOnWithWarmUp } from './warm-up.ts'

const [LEASE_MS, WAIT_MS, PATIENCE_MS] = [30_000, 5_000, 60_000]
const TENANT = 't1'

/** Three event types that are booked often, two processes over one memory and one Cal.com. */
async function start(eventTypeIds: readonly string[] = ['1', '2', '3']) {
  const replicas = startReplicas({ count: 2, settings: { spanDays: 1 } })
  const { clock, calcom } = replicas
  const store = memoryWarmUpStore({ clock, leaseMs: LEASE_MS, keepMs: 86_400_000 })
  const booking = { asked: [] as number[], down: false }
  const told: string[] = []
  /** What a process waits for at the second event type: for ever, as if it had died, or for too long. */
  const stalls = new Map<number, Promise<void>>()
  const collected: string[] = []
  const stops = [new AbortController(), new AbortController()]
  const goOn = replicas.replicas.map(({ collect }, index) =>
    goOnWithWarmUp({
      store,
      listDemand: async (_tenant, sinceMs, minBookings) => {
        if (booking.down) throw new AppError('unavailable', 'booking is down')
        booking.asked.push(clock.now() - sinceMs, minBookings)
        return eventTypeIds.map((eventTypeId) => ({ eventTypeId, bookings: 9, byHourOfWeek: [] }))
      },
      unitsOf: (_tenant, eventTypeId) => (eventTypeId === 'gone' ? [] : [unitOf({ eventTypeId })]),
      collect: async (wanted, deadline) => {
        const { eventTypeId } = wanted.units[0]!
        collected.push(`${index} ${eventTypeId}`)
        if (eventTypeId === '2') await stalls.get(index)
        return collect(wanted, deadline)
      },
      clock,
      stopped: stops[index]!.signal,
      loadMs: 10_000,
      waitMs: WAIT_MS,
      patienceMs: PATIENCE_MS,
      onRun: (result) => void told.push(result),
    }),
  )
  await store.begin(TENANT, begin({ runId: 'r1', days: 7, minBookings: 5 }, clock.now()))
  const report = async () => (await store.find(TENANT, ''))!
  return { ...replicas, calcom, store, booking, told, stops, stalls, collected, goOn, report }
}

it('loads the week of each event type with one call, on spare budget, and reports it', async () => {
  const { clock, calcom, booking, told, goOn, report } = await start()
  await goOn[0]!(TENANT)
  const today = epochDay(clock.now())
  expect(calcom.calls).toEqual(Array(3).fill({ kind: 'background', firstDay: today, lastDay: today + 6 }))
  expect(await report()).toMatchObject({
    state: 'done',
    eventTypeIds: ['1', '2', '3'],
    done: 3,
    loadedDays: 21,
    warmDays: 0,
    upstreamCalls: 3,
  })
  expect(booking.asked).toEqual([30 * 86_400_000, 5])
  expect(told).toEqual(['done'])
})

it('skips days that are warm, and event types that are gone', async () => {
  const { clock, calcom, goOn, report, ask, unit } = await start(['gone', '1'])
  const today = epochDay(clock.now())
  await ask(0, { units: [unit], days: [0, 1, 2, 3, 4, 5, 6].map((ahead) => today + ahead) })
  calcom.calls.length = 0
  await goOn[1]!(TENANT)
  expect(calcom.calls).toEqual([])
  expect(await report()).toMatchObject({ state: 'done', done: 2, loadedDays: 0, warmDays: 7, upstreamCalls: 0 })
})

it('marks the days that it loaded, so that what they save can be counted', async () => {
  const { clock, goOn, ask, unit } = await start(['1'])
  await goOn[0]!(TENANT)
  const { days } = await ask(0, { units: [unit], days: [epochDay(clock.now()) + 1] })
  expect(days).toMatchObject([{ warmed: true, source: 'l1' }])
})

it('waits while there is no budget to spare, and then goes on where it was', async () => {
  const { clock, calcom, goOn, report, told } = await start()
  let spare = 1
  calcom.before = async () => {
    if (spare-- <= 0) throw noSpareBudget()
  }
  const running = goOn[0]!(TENANT)
  await clock.advance(WAIT_MS)
  expect(await report()).toMatchObject({ state: 'waiting', reason: 'no_spare_budget', done: 1, loadedDays: 7 })
  spare = 10
  await clock.advance(WAIT_MS)
  await running
  expect(await report()).toMatchObject({ state: 'done', reason: '', done: 3, loadedDays: 21, warmDays: 0 })
  expect(told).toEqual(['done'])
})

it('is given up when there is none for too long, with the reason', async () => {
  const { clock, calcom, goOn, report, told } = await start()
  calcom.before = async () => {
    throw noSpareBudget()
  }
  const running = goOn[0]!(TENANT)
  await clock.advance(PATIENCE_MS + WAIT_MS)
  await running
  expect(await report()).toMatchObject({ state: 'failed', reason: 'no_spare_budget', done: 0 })
  expect(told).toEqual(['no_spare_budget'])
})

it('goes on without an event type that Cal.com does not know', async () => {
  const { calcom, goOn, report } = await start()
  let calls = 0
  calcom.before = async () => {
    if (++calls === 2) throw new AppError('failed_precondition', 'not known', { reason: 'event_type_missing' })
  }
  await goOn[0]!(TENANT)
  expect(await report()).toMatchObject({ state: 'done', done: 3, loadedDays: 14 })
})

it('asks once for an event type that Cal.com answers with a failure: asked again it would hold the breaker open for all', async () => {
  const { calcom, goOn, report } = await start()
  let calls = 0
  calcom.before = async () => {
    if (++calls === 2) throw new AppError('unavailable', 'Cal.com is not available', { reason: 'http_500' })
  }
  await goOn[0]!(TENANT)
  expect(calcom.calls).toHaveLength(3)
  expect(await report()).toMatchObject({ state: 'done', done: 3, loadedDays: 14 })
})

it('waits for booking, which says what is popular', async () => {
  const { clock, booking, goOn, report } = await start()
  booking.down = true
  const running = goOn[0]!(TENANT)
  await clock.advance(1)
  expect(await report()).toMatchObject({ state: 'waiting', reason: 'unavailable' })
  booking.down = false
  await clock.advance(WAIT_MS)
  await running
  expect(await report()).toMatchObject({ state: 'done', done: 3 })
})

it('is led by one process, and by another when that one dies, which goes on where it was', async () => {
  const { clock, calcom, stalls, goOn, report } = await start()
  stalls.set(0, new Promise(() => {}))
  void goOn[0]!(TENANT)
  await clock.advance(1)
  await goOn[1]!(TENANT)
  expect(await report()).toMatchObject({ state: 'running', done: 1 })
  await clock.advance(LEASE_MS)
  await goOn[1]!(TENANT)
  expect(await report()).toMatchObject({ state: 'done', done: 3, loadedDays: 21 })
  expect(calcom.calls).toHaveLength(3)
})

it('is left alone by a leader that was silent for too long', async () => {
  const { clock, collected, stalls, told, goOn } = await start()
  const stall = gate()
  stalls.set(0, stall.opened)
  const late = goOn[0]!(TENANT)
  await clock.advance(LEASE_MS)
  await goOn[1]!(TENANT)
  stall.open()
  await late
  expect(collected).toEqual(['0 1', '0 2', '1 2', '1 3'])
  expect(told).toEqual(['done'])
})

it('is handed over at once by a process that stops', async () => {
  const { clock, calcom, stops, goOn, report } = await start()
  calcom.before = async () => {
    throw noSpareBudget()
  }
  const stopping = goOn[0]!(TENANT)
  await clock.advance(1)
  stops[0]!.abort()
  await stopping
  calcom.before = async () => {}
  await goOn[1]!(TENANT)
  expect(await report()).toMatchObject({ state: 'done', done: 3 })
})
