import { randomUUID } from 'node:crypto'
import { systemClock } from '@calbridge/core'
import { redisUrl, tcpProxy, testScope } from '@calbridge/testkit'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { breakerContract, CONTRACT_BREAKER_LIMITS as limits } from './breaker.contract.ts'
import { redisBreaker } from './redis-breaker.ts'

async function connect(url: string): Promise<Redis> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => 50 })
  redis.on('error', () => {})
  testScope().defer('redis', () => redis.disconnect())
  await redis.ping().catch(() => {}) // the connection's own time is not the test's
  return redis
}

breakerContract('redis', async (contractLimits) => {
  const redis = await connect(await redisUrl())
  return {
    breaker: redisBreaker({ redis, fingerprint: randomUUID(), clock: systemClock, limits: contractLimits }),
    wait: systemClock.sleep,
  }
})

it('is one breaker for all processes, and each credential has its own', async () => {
  const url = await redisUrl()
  const fingerprint = randomUUID()
  const [one, two] = [await connect(url), await connect(url)].map((redis) =>
    redisBreaker({ redis, fingerprint, clock: systemClock, limits }),
  )
  const other = redisBreaker({ redis: await connect(url), fingerprint: randomUUID(), clock: systemClock, limits })
  for (let failure = 0; failure < 5; failure++) await one?.record('slots', 'failure', { allowed: true, probe: false })
  expect((await two?.enter('slots'))?.allowed).toBe(false)
  expect((await other.enter('slots')).allowed).toBe(true)
})

it('goes by what the process sees itself while Redis is lost', async () => {
  const proxy = await tcpProxy(await redisUrl())
  const redis = await connect(proxy.url)
  const breaker = redisBreaker({ redis, fingerprint: randomUUID(), clock: systemClock, limits, redisTimeoutMs: 100 })
  proxy.cut()
  expect((await breaker.enter('slots')).allowed).toBe(true)
  for (let failure = 0; failure < 5; failure++) await breaker.record('slots', 'failure', { allowed: true, probe: false })
  expect((await breaker.enter('slots')).allowed).toBe(false)
})

it('lets one probe through over all processes', async () => {
  const url = await redisUrl()
  const fingerprint = randomUUID()
  const four = await Promise.all(
    [1, 2, 3, 4].map(async () => redisBreaker({ redis: await connect(url), fingerprint, clock: systemClock, limits })),
  )
  for (let failure = 0; failure < 5; failure++) await four[0]?.record('slots', 'failure', { allowed: true, probe: false })
  await systemClock.sleep(limits.openMs + 10)
  const passes = await Promise.all(four.map((breaker) => breaker.enter('slots')))
  expect(passes.filter(({ allowed }) => allowed)).toEqual([{ allowed: true, probe: true }])
})
