import { type Clock, silentLog } from '@calbridge/core'
import { describe, expect, it } from 'vitest'
import type { Op } from '../domain/plan.ts'
import { SETTINGS } from '../domain/settings.ts'
import { aJob, T0 } from '../testing/builders.ts'
import { type Fault, fakeBooking, fakeCalcom } from '../testing/fake-world.ts'
import { memoryJobStore } from './memory-job-store.ts'
import type { BookingPort, CalcomPort, JobStore } from './ports.ts'
import { runJob } from './run-job.ts'

const LEASE_MS = 15_000
const settle = async () => {
  for (let i = 0; i < 30; i++) await new Promise((resolve) => setImmediate(resolve))
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One appointment, one or more workers, a Cal.com; `faults` are dealt in order, then none. */
function world(
  faults: Fault[] | (() => Fault),
  { random = () => 0.5, failures = 0, strict = false }: { random?: () => number; failures?: number; strict?: boolean } = {},
) {
  const time = { nowMs: 1_000_000 }
  const clock: Clock = { now: () => time.nowMs, monotonic: () => time.nowMs, sleep: async () => {} }
  const next = typeof faults === 'function' ? faults : () => faults.shift() ?? 'none'
  const calcom = fakeCalcom(time, next, random, { strict })
  const booking = fakeBooking(random, failures)
  const store = memoryJobStore(clock)
  const running = new Set<Promise<unknown>>()

  /** A worker that dies at its nth call of anything outside: nothing of it is heard again. */
  function mortal<T extends object>(port: T, life: { calls: number }): T {
    return new Proxy(port, {
      get: (target, name) => {
        const call = Reflect.get(target, name)
        if (typeof call !== 'function') return call
        return async (...args: unknown[]) => {
          if (life.calls-- <= 0) await new Promise(() => {})
          const result = await call.apply(target, args)
          if (life.calls <= 0) await new Promise(() => {})
          return result
        }
      },
    })
  }
  async function work(calls = Number.POSITIVE_INFINITY): Promise<void> {
    const [credential] = await store.credentialsDue()
    const job = credential && (await store.take(credential, LEASE_MS))
    if (!job) return
    const life = { calls }
    const deps = {
      store: mortal<JobStore>(store, life),
      booking: mortal<BookingPort>(booking.port, life),
      calcomOf: () => mortal<CalcomPort>(calcom.port, life),
      settings: SETTINGS,
      clock,
      random,
      log: silentLog,
    }
    const run = runJob(deps, job, new AbortController().signal)
    running.add(run)
    await settle()
  }
  async function add(kind: Op, changeId: string, version: number) {
    await store.add({ ...aJob({ kind, changeId, version }) })
  }
  const open = () => store.rows().filter(({ dueAtMs }) => dueAtMs !== undefined)
  async function passUntilRest(check: () => void = () => {}, deaths: () => number = () => Number.POSITIVE_INFINITY) {
    for (let round = 0; round < 2_000 && open().length > 0; round++) {
      await work(deaths())
      check()
      const dueInMs = Math.min(...open().map(({ dueAtMs }) => dueAtMs! - time.nowMs), 5_000)
      time.nowMs += Math.max(500, dueInMs)
      calcom.tick()
      await settle()
      check()
    }
  }
  return { time, calcom, booking, store, add, work, passUntilRest, states: () => store.rows().map(({ state }) => state) }
}

describe('a job', () => {
  it('creates once, however often its event comes', async () => {
    const { add, calcom, passUntilRest, states } = world([])
    await add('create', 'ch1', 1)
    await add('create', 'ch1', 1)
    await passUntilRest()
    expect(states()).toEqual(['done'])
    expect(calcom.live()).toHaveLength(1)
  })

  it('finds the booking whose answer was lost, and sends nothing more', async () => {
    const { add, calcom, passUntilRest, states } = world(['answer_lost'])
    await add('create', 'ch1', 1)
    await passUntilRest()
    expect([calcom.sent(), calcom.live().length, states()]).toEqual([1, 1, ['done']])
  })

  it('sends again after a proven absence, and not before 90 s', async () => {
    const { add, calcom, time, passUntilRest } = world(['request_lost'])
    await add('create', 'ch1', 1)
    const startedMs = time.nowMs
    await passUntilRest(() => {
      if (calcom.sent() > 1) expect(time.nowMs - startedMs).toBeGreaterThanOrEqual(90_000)
    })
    expect([calcom.sent(), calcom.live().length]).toEqual([2, 1])
  })

  it('is a human’s when the repetition is lost, too', async () => {
    const { add, calcom, passUntilRest, states } = world(['request_lost', 'request_lost'])
    await add('create', 'ch1', 1)
    await passUntilRest()
    expect([calcom.sent(), states()]).toEqual([2, ['review']])
  })

  it('cancel overtakes a create that never went out: nothing at Cal.com', async () => {
    const { add, booking, calcom, work, passUntilRest, states } = world(['rate_limited'])
    await add('create', 'ch1', 1)
    await work()
    booking.change({ changeId: 'ch2', wanted: 'gone' })
    await add('cancel', 'ch2', 2)
    await passUntilRest()
    expect(calcom.live()).toEqual([])
    expect([calcom.sent(), states()]).toEqual([1, ['superseded', 'done']])
  })

  it('a cancel waits for a lost create to be settled, and then cancels what came of it', async () => {
    const { add, booking, calcom, work, passUntilRest, states } = world(['late'], { random: () => 0.9 })
    await add('create', 'ch1', 1)
    await work()
    booking.change({ changeId: 'ch2', wanted: 'gone' })
    await add('cancel', 'ch2', 2)
    await passUntilRest()
    expect(calcom.live()).toEqual([])
    expect([calcom.sent(), states()]).toEqual([2, ['superseded', 'done']])
  })

  it('records a booking that a dead worker made', async () => {
    const { add, booking, calcom, work, passUntilRest } = world([])
    await add('create', 'ch1', 1)
    await work(3) // plan, begin, create: dead before it hears the 201
    expect(calcom.live()).toHaveLength(1)
    await passUntilRest()
    expect(calcom.sent()).toBe(1)
    expect(booking.plan().segments[0]!.uid).toBe('u1')
  })
})

it('waits out another’s request before it asks what became of it', async () => {
  const { add, calcom, time, work, passUntilRest } = world(['hang'])
  await add('create', 'ch1', 1)
  await work(3)
  const startedMs = time.nowMs
  await passUntilRest(() => {
    if (time.nowMs - startedMs < SETTINGS.budgetWaitMs + SETTINGS.writeTimeoutMs) expect(calcom.lookUps()).toBe(0)
  })
  expect([calcom.sent(), calcom.live().length]).toEqual([1, 1])
})

it('a booking that comes to be after all windows is found behind the "taken" of the repetition', async () => {
  const { add, booking, calcom, passUntilRest, states } = world(['very_late'], { strict: true, random: () => 0.49 })
  await add('create', 'ch1', 1)
  await passUntilRest()
  expect([calcom.sent(), calcom.live().length, states()]).toEqual([2, 1, ['done']])
  expect(booking.plan().segments[0]!.uid).toBe('u1')
})

it('never leads to two bookings, nor to a lost one, whatever is lost, late, refused or killed (400 worlds)', async () => {
  const FAULTS: Fault[] = ['none', 'none', 'answer_lost', 'request_lost', 'late', 'hang', 'rate_limited', 'lost_race', 'taken']
  for (let seed = 1; seed <= 400; seed++) {
    const random = seeded(seed)
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
    const { add, booking, calcom, passUntilRest, store, work } = world(() => pick(FAULTS), { random, failures: 0.1 })
    const check = () => expect(calcom.live().length, `seed ${seed}: live bookings`).toBeLessThanOrEqual(1)
    const deaths = () => (random() < 0.15 ? Math.floor(random() * 8) : Number.POSITIVE_INFINITY)

    await add('create', 'ch1', 1)
    for (let change = 2; change <= 1 + Math.floor(random() * 3); change++) {
      for (let i = Math.floor(random() * 3); i > 0; i--) await work(deaths())
      const cancel = random() < 0.4
      if (booking.plan().wanted === 'gone') break
      booking.change({ changeId: `ch${change}`, wanted: cancel ? 'gone' : 'live' }, T0 + change * 3_600_000)
      await add(cancel ? 'cancel' : 'reschedule', `ch${change}`, change)
    }
    await passUntilRest(check, deaths)

    expect(
      store.rows().filter(({ dueAtMs }) => dueAtMs !== undefined),
      `seed ${seed}: open jobs`,
    ).toEqual([])
    const last = store.rows().at(-1)!
    if (store.rows().some(({ state }) => state === 'review')) continue
    const { wanted, segments } = booking.plan()
    const there = calcom.live().map(({ uid, startMs }) => ({ uid, startMs }))
    const want = wanted === 'live' ? [{ uid: segments[0]!.uid, startMs: segments[0]!.startMs }] : []
    expect(there, `seed ${seed}: ${last.state}`).toEqual(want)
  }
}, 60_000)
