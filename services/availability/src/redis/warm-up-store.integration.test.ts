import { randomUUID } from 'node:crypto'
import { silentLog, systemClock } from '@calbridge/core'
import { connectRedis } from '@calbridge/redis'
import { redisUrl, testScope } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { describeWarmUpStore } from '../application/warm-up-store.contract.ts'
import { begin } from '../domain/warm-up.ts'
import { tenantPrefix } from './keys.ts'
import { redisWarmUpStore } from './warm-up-store.ts'

const LEASE_MS = 400

async function make() {
  const redis = await connectRedis({ url: await redisUrl(), log: silentLog }, testScope())
  const store = redisWarmUpStore({ connection: { redis, timeoutMs: 2_000 }, leaseMs: LEASE_MS, keepMs: 60_000 })
  return { store, tenant: randomUUID(), pass: (ms: number) => systemClock.sleep(ms + 20), leaseMs: LEASE_MS, redis }
}

describeWarmUpStore('redis', make)

it('takes a run that it cannot read for none, and begins another', async () => {
  const { store, tenant, redis } = await make()
  await store.begin(tenant, begin({ runId: 'r1', days: 7, minBookings: 5 }, 1_000))
  for (const bytes of ['\u0000', '{', '[]', '{"state":"running"}x']) {
    await redis.set(`${tenantPrefix(tenant)}warm-up:r1`, bytes, 'KEEPTTL')
    expect(await store.find(tenant, '')).toBeUndefined()
  }
  expect((await store.begin(tenant, begin({ runId: 'r2', days: 7, minBookings: 5 }, 1_000))).runId).toBe('r2')
  for (const key of await redis.keys(`${tenantPrefix(tenant)}warm-up*`)) expect(await redis.pttl(key)).toBeGreaterThan(0)
})
