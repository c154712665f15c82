import { randomUUID } from 'node:crypto'
import { silentLog, systemClock } from '@calbridge/core'
import { connectRedis } from '@calbridge/redis'
import { redisUrl, testScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { describeClaimStore } from '../application/claim-store.contract.ts'
import type { Invalidation } from '../domain/first-level.ts'
import { redisClaimStore } from './claim-store.ts'
import { keys } from './keys.ts'
import { redisSlotStore } from './slot-store.ts'
import { startSubscription } from './subscription.ts'

const TTL_MS = 600_000
const REBUILD_MS = 400
const SETTLE_MS = 2_500

describeClaimStore('redis', async ({ guardTtlMs } = { guardTtlMs: TTL_MS }) => {
  const scope = testScope()
  const url = await redisUrl()
  const connection = { redis: await connectRedis({ url, log: silentLog }, scope), timeoutMs: 2_000 }
  const tenant = randomUUID()
  let hear = (_change: Invalidation) => {}
  const subscription = startSubscription(
    {
      redis: await connectRedis({ url, log: silentLog }, scope),
      clock: systemClock,
      log: silentLog,
      silenceMs: 5_000,
      onChange: (change) => change.tenant === tenant && hear(change),
      onLoad: () => {},
      onBreak: () => {},
    },
    scope,
  )
  await until('the subscription', () => subscription.trusted())
  return {
    claims: redisClaimStore({ connection, versionTtlMs: TTL_MS, settleMs: SETTLE_MS, guardTtlMs, rebuildMs: REBUILD_MS }),
    store: redisSlotStore({ connection, leaseMs: 300, staleMs: TTL_MS, versionTtlMs: TTL_MS }),
    tenant,
    heard: () =>
      new Promise<Invalidation>((resolve) => {
        hear = resolve
      }),
    flush: async () => {
      await connection.redis.del(...(await connection.redis.keys(`av:{${tenant}}:*`)))
    },
    forget: async (uid) => {
      await connection.redis.del(keys.appointment(tenant, uid))
    },
    pass: (ms) => systemClock.sleep(ms + 20),
    settleMs: SETTLE_MS,
    rebuildMs: REBUILD_MS,
  }
})

it('remembers an appointment without claims for the time that it is told, not less', async () => {
  const redis = await connectRedis({ url: await redisUrl(), log: silentLog }, testScope())
  const tenant = randomUUID()
  const times = { versionTtlMs: TTL_MS, settleMs: SETTLE_MS, guardTtlMs: TTL_MS, rebuildMs: REBUILD_MS }
  const claims = redisClaimStore({ connection: { redis, timeoutMs: 2_000 }, ...times })
  const remainingMs = () => redis.pttl(keys.appointment(tenant, 'a1'))
  await claims.apply({ tenant, appointmentUid: 'a1', version: 1, claimsBefore: [], claims: [], bumps: [] })
  expect(await remainingMs()).toBeGreaterThan(TTL_MS - 60_000)
})
