import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@calbridge/core'
import { ownRedis, redisUrl, tcpProxy, testScope, until } from '@calbridge/testkit'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { type Budget, type BudgetLimits, CALCOM_LIMITS } from '../budget.ts'
import { type BudgetHarness, budgetContract, CONTRACT_LIMITS } from './budget.contract.ts'
import { densest } from './densest.ts'
import { queueContract } from './queue.contract.ts'
import { type RedisBudgetOptions, redisBudget } from './redis-budget.ts'

const { sleep } = systemClock
const limits: BudgetLimits = { ...CONTRACT_LIMITS, burstCap: 12 }

async function connect(url: string): Promise<Redis> {
  const redis = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 1 })
  redis.on('error', () => {}) // the budget says what a lost Redis means
  testScope().defer('redis', () => redis.disconnect())
  await redis.ping().catch(() => {}) // the connection's own time is not the test's
  return redis
}

function make(redis: Redis, options: Partial<RedisBudgetOptions> = {}): Budget {
  const budget = redisBudget({ redis, fingerprint: randomUUID(), clock: systemClock, limits, firstUse: 'ready', ...options })
  testScope().defer('budget', () => budget.close())
  return budget
}

const ask = (budget: Budget) => budget.acquire({ priority: 'sync', maxWaitMs: 0 })
const drain = async (budget: Budget): Promise<number> => {
  let granted = 0
  while (granted < 100 && (await ask(budget)).granted) granted++
  return granted
}

const inRedis = async (contractLimits: BudgetLimits): Promise<BudgetHarness> => {
  const budget = make(await connect(await redisUrl()), { limits: contractLimits })
  return { budget, wait: sleep }
}
budgetContract('redis', inRedis)
queueContract('redis', inRedis)

/** Four processes take what they can for so long; gives when each got its permits. */
async function takeFromFour(spans: BudgetLimits, forMs: number): Promise<number[][]> {
  const url = (await ownRedis()).address
  const worker = fileURLToPath(new URL('permit-worker.ts', import.meta.url))
  return Promise.all(
    [1, 2, 3, 4].map(async () => {
      const child = fork(worker, [url, 'shared', JSON.stringify(spans), String(forMs)], { execArgv: [] })
      testScope().defer('worker', () => child.kill())
      return (await once(child, 'message'))[0] as number[]
    }),
  )
}

// A permit is used within permitMs of being asked for; the windows have that much to spare.
function expectWithin(spans: BudgetLimits, sentMs: readonly number[]): void {
  expect(densest(sentMs, spans.windowMs - spans.permitMs)).toBeLessThanOrEqual(spans.windowCap)
  expect(densest(sentMs, spans.burstMs - spans.permitMs)).toBeLessThanOrEqual(spans.burstCap)
}

it('holds the cap and the burst over four processes', async () => {
  const spans: BudgetLimits = { ...limits, windowCap: 40, windowMs: 3_025, burstCap: 8, burstMs: 375, interactiveReserve: 2 }
  const grants = await takeFromFour(spans, 8_000)
  const sentMs = grants.flat().sort((one, other) => one - other)
  expectWithin(spans, sentMs)
  expect(sentMs.length).toBeGreaterThan(60)
  expect(grants.every((own) => own.length > 0)).toBe(true)
})

const long = process.env.CALBRIDGE_LONG === '1'
if (!long) console.log('left out: the budget at full length (npm run test:long)')

it.runIf(long)(
  'holds 120 a minute at full length, and uses at least 98 in a hundred of them',
  async () => {
    const spans: BudgetLimits = { ...CALCOM_LIMITS, interactiveReserve: 0 }
    const sentMs = (await takeFromFour(spans, 190_000)).flat().sort((one, other) => one - other)
    expectWithin(spans, sentMs)
    const untilMs = (sentMs[0] ?? 0) + 180_000
    expect(sentMs.filter((ms) => ms < untilMs).length).toBeGreaterThanOrEqual(0.98 * 120 * 3)
  },
  240_000,
)

it('keeps all processes silent after one heard a 429, and sends one probe for all', async () => {
  const redis = await connect((await ownRedis()).address)
  const fingerprint = randomUUID()
  const [one, other] = [make(redis, { fingerprint }), make(redis, { fingerprint })]
  await one.report({ limited: true, limit: 12, remaining: 0, resetMs: 300 })
  expect(await ask(other)).toMatchObject({ granted: false, reason: 'blocked' })
  await sleep(330)
  const permits = await Promise.all([one, other, one, other].map(ask))
  expect(permits.filter(({ granted }) => granted)).toHaveLength(1)
  await other.report({ limited: false, limit: 12, remaining: 11, resetMs: 1_000 })
  expect((await ask(one)).granted).toBe(true)
})

it('takes a credential without memory for a used-up window, unless it is known to be new', async () => {
  const redis = await connect((await ownRedis()).address)
  const budget = make(redis, { firstUse: 'silent' })
  expect(await ask(budget)).toMatchObject({ granted: false, reason: 'silence' })
  await sleep(limits.windowMs + 20)
  expect((await ask(budget)).granted).toBe(true)
})

it('is silent for a window after Redis was flushed, even if a newcomer asked first', async () => {
  const redis = await connect((await ownRedis()).address)
  const fingerprint = randomUUID()
  const [old, newcomer] = [make(redis, { fingerprint }), make(redis, { fingerprint })]
  expect((await ask(old)).granted).toBe(true)
  await redis.flushall()
  expect((await ask(newcomer)).granted).toBe(true)
  expect(await ask(old)).toMatchObject({ granted: false, reason: 'silence' })
  expect(await ask(newcomer)).toMatchObject({ granted: false, reason: 'silence' })
  await sleep(limits.windowMs + 20)
  expect((await ask(newcomer)).granted).toBe(true)
})

it('is silent when only the log of permits was evicted', async () => {
  const redis = await connect((await ownRedis()).address)
  const fingerprint = randomUUID()
  const budget = make(redis, { fingerprint })
  expect((await ask(budget)).granted).toBe(true)
  await redis.del(`budget:{${fingerprint}}:log`)
  expect(await ask(budget)).toMatchObject({ granted: false, reason: 'silence' })
})

it('goes on when the clock of Redis is set back', async () => {
  const redis = await connect((await ownRedis()).address)
  const fingerprint = randomUUID()
  const budget = make(redis, { fingerprint })
  expect(await drain(budget)).toBe(12)
  await redis.hincrby(`budget:{${fingerprint}}:state`, 'last', 500)
  expect(await drain(budget)).toBe(0)
  await sleep(limits.windowMs + 20)
  expect(await drain(budget)).toBe(12)
})

it('sends nothing for a window and a lease when it loses Redis, then its share, which the others leave to it', async () => {
  const { address } = await ownRedis()
  const proxy = await tcpProxy(address)
  const fingerprint = randomUUID()
  const cutOff = make(await connect(proxy.url), { fingerprint })
  const other = make(await connect(address), { fingerprint })
  expect((await ask(cutOff)).granted).toBe(true)
  expect((await ask(other)).granted).toBe(true)
  proxy.cut()

  const lostMs = performance.now()
  expect(await ask(cutOff)).toMatchObject({ granted: false, reason: 'silence' })
  await until('its share to be set aside', async () => (await other.usage()).cap === 9, 2_000)
  await until('a permit alone', async () => (await ask(cutOff)).granted, 5_000)
  expect(performance.now() - lostMs).toBeGreaterThanOrEqual(limits.windowMs + limits.leaseMs - 5)
  await sleep(200)
  await drain(cutOff)
  expect((await cutOff.usage()).used).toBe(3)

  proxy.restore()
  await until('its calls to be known to all', async () => (await cutOff.usage()).cap === 12, 5_000)
  expect((await other.usage()).used).toBeGreaterThanOrEqual(3)
})

it('has no share when the ledger never heard of it', async () => {
  const proxy = await tcpProxy((await ownRedis()).address)
  proxy.cut()
  const budget = make(await connect(proxy.url))
  expect(await ask(budget)).toMatchObject({ granted: false, reason: 'silence' })
  await sleep(limits.windowMs + limits.leaseMs + 50)
  expect(await ask(budget)).toMatchObject({ granted: false, reason: 'silence' })
})

it('does not wait for a Redis that hangs', async () => {
  const redis = await ownRedis()
  const budget = make(await connect(redis.address))
  expect((await ask(budget)).granted).toBe(true)
  redis.freeze()
  const askedMs = performance.now()
  expect(await ask(budget)).toMatchObject({ granted: false, reason: 'silence' })
  expect(performance.now() - askedMs).toBeLessThan(limits.leaseMs)
  redis.thaw()
  await until('permits again', async () => (await ask(budget)).granted, 5_000)
})

it('holds no share while it is idle', async () => {
  const redis = await connect((await ownRedis()).address)
  const fingerprint = randomUUID()
  const budget = make(redis, { fingerprint, limits: { ...limits, windowMs: 400, leaseMs: 100 } })
  expect((await ask(budget)).granted).toBe(true)
  expect(await redis.hlen(`budget:{${fingerprint}}:processes`)).toBe(1)
  await until('its leave', async () => (await redis.hlen(`budget:{${fingerprint}}:processes`)) === 0, 5_000)
  expect((await ask(budget)).granted).toBe(true)
  expect(await redis.hlen(`budget:{${fingerprint}}:processes`)).toBe(1)
})
