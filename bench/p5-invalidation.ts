// biome-ignore-all lint/plugin: the store's own interface is measured, which only the service has
import { randomInt, randomUUID } from 'node:crypto'
import { openStack, startServers } from '@calbridge/devstack'
import { Redis } from 'ioredis'
import { redisClaimStore } from '../services/availability/src/redis/claim-store.ts'
import type { Bench, BenchContext } from './bench.ts'
import { alternate } from './load/alternate.ts'
import { closedLoop } from './load/closed-loop.ts'
import { figure, type Row, row } from './row.ts'
import { median, percentile } from './sample.ts'

/** A cancelled appointment makes its day cold for every process: until Redis has said so, one after the other. */
export const invalidation: Bench = { id: 'P5', title: 'invalidation against a bare script in Redis', run }

const BARE = "return redis.call('INCR', KEYS[1])"

async function run({ quick, dir, log, scope }: BenchContext): Promise<Row[]> {
  await openStack(dir, log, scope)
  const { redisUrl } = await startServers({ dir, fresh: true, log }, scope)
  const redis = new Redis(redisUrl)
  scope.defer('redis', () => redis.disconnect())
  const connection = { redis, timeoutMs: 5_000 }
  const store = redisClaimStore({ connection, versionTtlMs: 86_400_000, settleMs: 2_500, guardTtlMs: 86_400_000, rebuildMs: 10_000 })
  const tenant = String(randomInt(2 ** 40, 2 ** 47))
  const today = Math.floor(Date.now() / 86_400_000)
  const bump = (n: number) => {
    const bumps = [{ resource: `staff:${n % 50}`, day: today + (n % 60), settles: false }]
    return store.apply({ tenant, appointmentUid: randomUUID(), version: 2, claimsBefore: [], claims: [], bumps })
  }
  const bare = (n: number) => redis.eval(BARE, 1, `{${tenant}}:bench:${n % 50}`)

  const load = { inFlight: 1, forMs: quick ? 200 : 2_000 }
  await closedLoop(load, bump)
  await closedLoop(load, bare)
  const seen = await alternate(
    quick ? 3 : 7,
    () => closedLoop(load, bump),
    () => closedLoop(load, bare),
  )
  const p95 = (rounds: typeof seen.ours): number[] => rounds.map(({ latenciesMs }) => percentile(latenciesMs, 0.95))
  const reference = `bare EVAL ${figure(median(p95(seen.floor)))} ms`
  return [row({ id: 'P5', measure: 'invalidation of a day, p95', unit: 'ms', values: p95(seen.ours), goal: { below: 1 }, reference })]
}
