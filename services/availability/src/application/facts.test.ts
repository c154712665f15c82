import { AppError } from '@calbridge/core'
import { manualClock } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { memoryFactStore } from '../testing/memory-fact-store.ts'
import { Arrivals } from './arrivals.ts'
import type { FactPlace } from './fact-store.ts'
import { Facts, type Urgency } from './facts.ts'
import type { LoadNews } from './load-run.ts'
import { SharedClock } from './shared-clock.ts'

const PLACE: FactPlace<'me'> = { tenant: 't1', credentialId: 'c1', kind: 'me' }
const TTL_MS = 1_800_000
const STALE_MS = 3_600_000
const LEASE_MS = 11_000

/** Processes over one memory, and an account whose default schedule the test decides. */
function start({ processes = 2, random = 0 } = {}) {
  const clock = manualClock()
  const arrivals = Array.from({ length: processes }, () => new Arrivals<LoadNews>())
  const publish = (id: string, news: LoadNews) => {
    for (const each of arrivals) each.tell(id, news)
  }
  const store = memoryFactStore({ clock, leaseMs: LEASE_MS, staleMs: STALE_MS, publish })
  const calcom = { schedule: 1, calls: [] as Urgency[], before: async (_urgency: Urgency): Promise<void> => {} }
  const redis = { down: false }
  const all = arrivals.map(
    (news) =>
      new Facts({
        store: {
          ...store,
          read: async (place) => {
            if (redis.down) throw new AppError('unavailable', 'the cache is out of reach', { reason: 'redis' })
            return store.read(place)
          },
        },
        ask: async (_place, urgency) => {
          calcom.calls.push(urgency)
          const value = { defaultScheduleId: calcom.schedule }
          await calcom.before(urgency)
          return value
        },
        news,
        clock: new SharedClock(clock),
        random: () => random,
        staleMs: STALE_MS,
        maxBytes: 1e6,
      }),
  )
  const find = async (index = 0) => {
    const { value, stale } = await all[index]!.find(PLACE)
    return `${value.defaultScheduleId}${stale ? ' stale' : ''}`
  }
  return { clock, calcom, redis, find, all }
}

it('costs one call for all callers of all processes, and none while it lives', async () => {
  const { calcom, find, clock } = start()
  calcom.before = () => clock.sleep(200)
  const callers = Promise.all(Array.from({ length: 20 }, (_, index) => find(index % 2)))
  await clock.advance(200)
  expect(new Set(await callers)).toEqual(new Set(['1']))
  await clock.advance(TTL_MS * 0.79)
  await find(1)
  expect(calcom.calls).toEqual(['interactive'])
})

it('spreads the ends of what was asked for together, never beyond the table', async () => {
  const { calcom, find, clock } = start({ random: 1 })
  await find()
  await clock.advance(TTL_MS * 0.9)
  calcom.schedule = 2
  expect(await find()).toBe('2')
})

it('is asked anew ahead of its end, once over all processes, and given as it is meanwhile', async () => {
  const { calcom, find, clock } = start()
  await find(0)
  await find(1)
  await clock.advance(TTL_MS * 0.81)
  calcom.schedule = 2
  calcom.before = () => clock.sleep(100)
  expect(await Promise.all([find(0), find(0), find(1)])).toEqual(['1', '1', '1'])
  await clock.advance(100)
  expect(await find(0)).toBe('2')
  expect(calcom.calls).toEqual(['interactive', 'ahead'])
})

it('is given after its time, marked, while Cal.com cannot be asked; not for longer than it may be', async () => {
  const { calcom, find, clock } = start()
  await find()
  await clock.advance(TTL_MS)
  calcom.before = async () => {
    throw new AppError('unavailable', 'Cal.com is down', { reason: 'unreachable' })
  }
  expect(await find(0)).toBe('1 stale')
  expect(await find(1)).toBe('1 stale')
  await clock.advance(STALE_MS)
  await expect(find(0)).rejects.toMatchObject({ reason: 'unreachable' })
})

it('without Redis what this process knows is given, and nothing is asked', async () => {
  const { calcom, find, clock, redis } = start()
  await find(0)
  redis.down = true
  expect(await find(0)).toBe('1')
  await clock.advance(TTL_MS)
  expect(await find(0)).toBe('1 stale')
  await expect(find(1)).rejects.toMatchObject({ reason: 'redis' })
  expect(calcom.calls).toHaveLength(1)
})

it('a leader that dies is replaced when its lease has run out', async () => {
  const { calcom, find, clock } = start()
  calcom.before = () => new Promise(() => {})
  void find(0)
  await clock.advance(1)
  calcom.before = async () => {}
  const waiting = find(1)
  await clock.advance(LEASE_MS)
  expect(await waiting).toBe('1')
  expect(calcom.calls).toHaveLength(2)
})

it('who waits behind a call that was made ahead, and found no budget to spare, asks himself', async () => {
  const { calcom, find, clock, all } = start()
  await find(0)
  await clock.advance(TTL_MS - 1_000)
  calcom.before = async (urgency) => {
    if (urgency !== 'ahead') return
    await clock.sleep(5_000)
    throw new AppError('resource_exhausted', 'no budget', { reason: 'no_spare_budget' })
  }
  await find(0)
  await clock.advance(1_000)
  calcom.schedule = 2
  const waiting = find(1)
  await clock.advance(4_000)
  expect(await waiting).toBe('2')
  expect(calcom.calls).toEqual(['interactive', 'ahead', 'interactive'])
  expect(all[1]!.known(PLACE)).toEqual({ defaultScheduleId: 2 })
})
