import { manualClock } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { memoryWarmUpStore } from '../testing/memory-warm-up-store.ts'
import { WarmUps, type WarmUpsOptions } from './warm-ups.ts'

const [HOUR_MS, LEAD_MS, LOOK_MS] = [3_600_000, 120_000, 60_000]
const WISH = { days: 3, minBookings: 1 }

/** One process, begun at ten past nine; its runs are done at once unless the test says otherwise. */
function start(changes: Partial<WarmUpsOptions> = {}) {
  const clock = manualClock(Date.UTC(2027, 2, 1, 9, 10))
  const store = memoryWarmUpStore({ clock, leaseMs: 30_000, keepMs: 86_400_000 })
  const stop = new AbortController()
  const begun: string[] = []
  const wentOn: string[] = []
  const finish = async (tenant: string): Promise<void> => {
    const token = (await store.lead(tenant))!
    const { lookUpsServed: _served, ...run } = (await store.find(tenant, ''))!
    await store.save(tenant, token, { ...run, state: 'done' })
    await store.release(tenant, token)
  }
  let runs = 0
  const warmUps = new WarmUps({
    store: {
      ...store,
      begin: async (tenant, run) => {
        begun.push(`${tenant} ${new Date(run.startedAtMs).toISOString().slice(11, 16)}`)
        return store.begin(tenant, run)
      },
    },
    goOn: async (tenant) => {
      wentOn.push(tenant)
      await finish(tenant)
    },
    tenants: () => ['t1'],
    clock,
    newRunId: () => `r${++runs}`,
    stopped: stop.signal,
    everyMs: HOUR_MS,
    leadMs: LEAD_MS,
    lookMs: LOOK_MS,
    places: 2,
    ...changes,
  })
  return { clock, store, stop, warmUps, begun, wentOn }
}

it('begins a run by the clock, a little before each hour, and none before its time', async () => {
  const { clock, warmUps, begun } = start()
  void warmUps.watch()
  await clock.advance(48 * 60_000 - 1)
  expect(begun).toEqual([])
  await clock.advance(HOUR_MS + LOOK_MS)
  expect(begun).toEqual(['t1 09:58', 't1 10:58'])
})

it('begins none where the schedule is off, and one on demand', async () => {
  const { clock, warmUps, begun, wentOn } = start({ everyMs: 0 })
  void warmUps.watch()
  await clock.advance(3 * HOUR_MS)
  expect(begun).toEqual([])
  expect(await warmUps.start('t1', WISH)).toMatchObject({ runId: 'r1', state: 'running', ...WISH })
  expect(wentOn).toEqual(['t1'])
})

it('a second process begins none beside that of the first', async () => {
  const { clock, store, warmUps, wentOn } = start()
  const other = new WarmUps({ ...{ store, goOn: async () => {}, tenants: () => ['t1'], clock, newRunId: () => 'other' }, ...REST })
  void warmUps.watch()
  void other.watch()
  await clock.advance(49 * 60_000)
  expect(wentOn).toEqual(['t1'])
  expect((await store.find('t1', ''))?.runId).toBe('r1')
})

it('goes on with a run that another process left', async () => {
  const { clock, store, warmUps, wentOn } = start({ everyMs: 0 })
  void warmUps.watch()
  await clock.advance(1)
  await new WarmUps({ ...{ store, goOn: async () => {}, tenants: () => [], clock, newRunId: () => 'left' }, ...REST }).start('t1', WISH)
  await clock.advance(LOOK_MS)
  expect(wentOn).toEqual(['t1'])
  expect(await store.find('t1', '')).toMatchObject({ runId: 'left', state: 'done' })
})

it('warms no more tenants at once than it has places, and stops when told', async () => {
  const going = Promise.withResolvers<void>()
  let most = 0
  let now = 0
  const { clock, stop, warmUps, begun } = start({
    tenants: () => ['t1', 't2', 't3'],
    goOn: async () => {
      most = Math.max(most, ++now)
      await going.promise
      now--
    },
  })
  const watching = warmUps.watch()
  await clock.advance(50 * 60_000)
  expect(begun).toHaveLength(2)
  stop.abort()
  going.resolve()
  await watching
  expect([most, now]).toEqual([2, 0])
})

const REST = { stopped: new AbortController().signal, everyMs: HOUR_MS, leadMs: LEAD_MS, lookMs: LOOK_MS, places: 2 }
