import { randomUUID } from 'node:crypto'
import { silentLog, systemClock } from '@calbridge/core'
import { connectRedis } from '@calbridge/redis'
import { redisUrl, testScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { Arrivals } from '../application/arrivals.ts'
import { describeFactStore } from '../application/fact-store.contract.ts'
import type { LoadNews } from '../application/load-run.ts'
import { redisFactStore } from './fact-store.ts'
import { keys } from './keys.ts'
import { startSubscription } from './subscription.ts'

const LEASE_MS = 300
const STALE_MS = 400

async function make() {
  const scope = testScope()
  const url = await redisUrl()
  const redis = await connectRedis({ url, log: silentLog }, scope)
  const arrivals = new Arrivals<LoadNews>()
  const subscription = startSubscription(
    {
      redis: await connectRedis({ url, log: silentLog }, scope),
      clock: systemClock,
      log: silentLog,
      silenceMs: 5_000,
      onChange: () => {},
      onLoad: ({ ids, ...news }) => {
        for (const id of ids) arrivals.tell(id, news)
      },
      onBreak: () => {},
    },
    scope,
  )
  await until('the subscription', () => subscription.trusted())
  let corrupt = 0
  const onCorrupt = () => void corrupt++
  return {
    store: redisFactStore({ connection: { redis, timeoutMs: 2_000 }, leaseMs: LEASE_MS, staleMs: STALE_MS, onCorrupt }),
    tenant: randomUUID(),
    heard: (id: string) => arrivals.expect(id).arrived,
    pass: (ms: number) => systemClock.sleep(ms + 20),
    leaseMs: LEASE_MS,
    staleMs: STALE_MS,
    redis,
    corrupt: () => corrupt,
  }
}

describeFactStore('redis', make)

it('takes bytes that it cannot read, or of another format, for nothing; counts them, and lets them be replaced', async () => {
  const { store, tenant, redis, corrupt } = await make()
  const place = { tenant, credentialId: 'c1', kind: 'me' } as const
  const broken = ['\u0000\u0001', 'x\n[99,1,2,{}]', 'x\n[1,"a",2,{}]', 'x\n{']
  for (const bytes of broken) {
    await redis.set(keys.fact(place), bytes)
    expect((await store.read(place)).fact).toBeUndefined()
  }
  expect(corrupt()).toBe(broken.length)
  const lease = await store.lease(place, (await store.read(place)).stamp)
  await store.complete(place, lease.token!, { value: {}, askedAtMs: Date.now(), expiresAtMs: Date.now() + 60_000 })
  expect((await store.read(place)).fact?.value).toEqual({})
})
