import { randomUUID } from 'node:crypto'
import { silentLog, systemClock } from '@calbridge/core'
import { connectRedis } from '@calbridge/redis'
import { ownRedis, redisUrl, testScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { Arrivals } from '../application/arrivals.ts'
import type { LoadNews } from '../application/loads.ts'
import { describeSlotStore } from '../application/slot-store.contract.ts'
import type { SlotStore } from '../application/slot-store.ts'
import { ANNA, unitOf } from '../domain/testing.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import { redisClaimStore } from './claim-store.ts'
import { redisSlotStore } from './slot-store.ts'
import { startSubscription } from './subscription.ts'

const LEASE_MS = 300
const TTL_MS = 600_000

/** A store of a tenant of its own, whatever tenant the suite names. */
async function make(at?: string) {
  const scope = testScope()
  const url = at ?? (await redisUrl())
  const connection = { redis: await connectRedis({ url, log: silentLog }, scope), timeoutMs: 2_000 }
  const tenant = randomUUID()
  const store = inTenant(redisSlotStore({ connection, leaseMs: LEASE_MS, staleMs: TTL_MS, versionTtlMs: TTL_MS }), tenant)
  const claims = redisClaimStore({ connection, versionTtlMs: TTL_MS, settleMs: 2_500, guardTtlMs: TTL_MS, rebuildMs: 1_000 })

  const arrivals = new Arrivals<LoadNews>()
  const subscription = startSubscription(
    {
      redis: await connectRedis({ url, log: silentLog }, scope),
      clock: systemClock,
      log: silentLog,
      silenceMs: 5_000,
      onChange: () => {},
      onLoad: ({ ids, ...news }) => {
        for (const id of ids) arrivals.tell(id.slice(id.indexOf('|')), news)
      },
      onBreak: () => {},
    },
    scope,
  )
  await until('the subscription', () => subscription.trusted())
  let version = 0
  const bump = async (resource: string, day: EpochDay) => {
    await claims.apply({
      tenant,
      appointmentUid: 'a',
      version: ++version,
      claimsBefore: [],
      claims: [],
      bumps: [{ resource, day, settles: false }],
    })
  }
  const heard = (id: string) => arrivals.expect(id.slice(id.indexOf('|'))).arrived
  return { store, bump, heard, pass: (ms: number) => systemClock.sleep(ms + 20), leaseMs: LEASE_MS, redis: connection.redis, tenant }
}

const inTenant = (store: SlotStore, tenant: string): SlotStore => ({
  read: (unit, days) => store.read({ ...unit, tenant }, days),
  lease: (unit, days, beside) => store.lease({ ...unit, tenant }, days, beside),
  renew: (unit, lease) => store.renew({ ...unit, tenant }, lease),
  complete: (unit, lease, entries) => store.complete({ ...unit, tenant }, lease, entries),
  abandon: (unit, lease, failure) => store.abandon({ ...unit, tenant }, lease, failure),
})

describeSlotStore('redis', () => make())

it('a version that was lost never comes again', async () => {
  const { store, redis, tenant } = await make()
  const seen = new Set<string>()
  for (let round = 0; round < 20; round++) {
    const { days } = await store.read(unitOf(), [20_000])
    seen.add(days[0]!.versions[0]!)
    await redis.del(...(await redis.keys(`av:{${tenant}}:*`)))
  }
  expect(seen.size).toBe(20)
})

it('touches keys of its tenant’s hash tag alone', async () => {
  const { store, bump, tenant, redis } = await make((await ownRedis()).address)
  await bump(ANNA, 20_000)
  const { led } = await store.lease(unitOf(), (await store.read(unitOf(), [20_000])).days)
  expect(led.days).toHaveLength(1)
  const keys = await redis.keys('*')
  expect(keys.length).toBeGreaterThan(3)
  for (const key of keys) expect(key).toContain(`{${tenant}}`)
})
