import { randomUUID } from 'node:crypto'
import { redisUrl, seededRandom, testScope } from '@calbridge/testkit'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { type BudgetLimits, CALCOM_LIMITS, PRIORITIES } from '../budget.ts'
import { type Ask, burstReserve, Ledger, priorityRank } from './ledger.ts'
import { SharedLedger } from './shared-ledger.ts'
import { VirtualClock } from './testing/virtual-clock.ts'
import { loadOnVirtualClock, virtualConnection } from './testing/virtual-redis.ts'
import { blockMsOf } from './upstream.ts'

const SCHEDULES = process.env.CALBRIDGE_LONG === '1' ? 5_000 : 300
const STEPS = 80
const AT_ONCE = 100

/** The same questions to both: each answer of the one, and of the other, where they differ. */
async function differences(redis: Redis, sha: string, seed: number): Promise<readonly unknown[]> {
  const random = seededRandom(seed)
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const spans = { ...CALCOM_LIMITS, burstCap: 6, waitersMax: 3, processes: 1 } // one, as memory knows of no others
  const limits: BudgetLimits = { ...spans, windowCap: one([12, 40]), interactiveReserve: one([0, 4]) }
  const clock = new VirtualClock()
  const connection = virtualConnection(redis, sha, clock, { steppedMs: 0 }, { cut: false, delaysMs: () => [0, 0] })
  const inRedis = new SharedLedger(connection, randomUUID(), { clock, limits, firstUse: 'ready' })
  const inMemory = new Ledger(limits)
  let names = 0
  const newWaiter = () => ({ id: `w${names++}`, priority: one(PRIORITIES), tenant: one(['', 'a', 'b:c']), asked: 0 })
  const waiters = Array.from({ length: 8 }, newWaiter)

  const found: unknown[] = []
  const compare = (what: string, lua: unknown, memory: unknown): void => {
    const [inLua, inTypeScript] = [JSON.stringify(lua), JSON.stringify(memory)]
    if (inLua !== inTypeScript) found.push({ seed, atMs: clock.now(), what, inLua, inTypeScript })
  }

  for (let step = 0; step < STEPS && found.length === 0; step++) {
    await clock.runUntil(clock.now() + one([0, 0, 0, 1, 20, 300, 1_700, 9_000]))
    const nowMs = clock.now()
    const act = random()
    if (act < 0.75) {
      const index = Math.floor(random() * waiters.length)
      const waiter = waiters[index] ?? newWaiter()
      const { id, priority, tenant } = waiter
      const ask: Ask = { id, priority, tenant, first: waiter.asked++ === 0, waitMs: one([0, 900, 30_000, 120_000]) }
      const more = { rank: priorityRank(priority), burstReserve: burstReserve(limits) }
      const [granted, retryMs, reason] = await inRedis.run('ask', { ...ask, ...more })
      const answer = inMemory.ask(ask, nowMs)
      const other = answer.granted ? [1, 0, ''] : [0, Math.ceil(answer.retryAfterMs), answer.reason]
      compare(`ask ${JSON.stringify(ask)}`, [granted, retryMs, reason], other)
      if (answer.granted) waiters[index] = newWaiter()
    } else if (act < 0.8) {
      const { id } = one(waiters)
      await inRedis.run('leave', { id })
      inMemory.leave(id)
    } else if (act < 0.9) {
      const told = {
        limit: one([undefined, 0, 10, 12, 40, 200]),
        remaining: one([undefined, 0, 5, 11, 90]),
        resetMs: one([undefined, 0, 5_000, 60_000]),
      }
      const report = { limited: random() < 0.2, ...told }
      await inRedis.run('report', { ...report, blockMs: blockMsOf(limits, report.resetMs) })
      inMemory.report(report, nowMs)
    } else {
      const usage = inMemory.usage(nowMs)
      const numbers = [usage.used, usage.cap, usage.resetMs, usage.blockedMs, usage.reserved, usage.stoppedBy ?? '']
      compare('usage', (await inRedis.run('usage')).slice(0, 6), numbers)
    }
  }
  return found
}

it(`answers in Redis as in memory, in ${SCHEDULES} schedules of calls of all classes and tenants`, async () => {
  const redis = new Redis(await redisUrl())
  testScope().defer('redis', () => redis.disconnect())
  const sha = await loadOnVirtualClock(redis)
  const start = Number(process.env.CALBRIDGE_SEED ?? 1)
  for (let from = start; from < start + SCHEDULES; from += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, (_, index) => differences(redis, sha, from + index))
    expect((await Promise.all(batch)).flat()).toEqual([])
  }
}, 300_000)
