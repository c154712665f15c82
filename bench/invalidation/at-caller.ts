// biome-ignore-all lint/plugin: the store's own interface is measured, which only the service has
import { randomInt, randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import { redisClaimStore } from '../../services/availability/src/redis/claim-store.ts'
import type { BenchContext } from '../bench.ts'
import { alternate } from '../load/alternate.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import { median, percentile } from '../sample.ts'

const BARE = "return redis.call('INCR', KEYS[1])"

export type Bump = (tenant: string, resource: string, day: number) => Promise<unknown>

/** Makes a day of a resource cold for every process, as a cancelled appointment does. */
export function bumper(redis: Redis): Bump {
  const connection = { redis, timeoutMs: 5_000 }
  const store = redisClaimStore({ connection, versionTtlMs: 86_400_000, settleMs: 2_500, guardTtlMs: 86_400_000, rebuildMs: 10_000 })
  return (tenant, resource, day) => {
    const bumps = [{ resource, day, settles: false }]
    return store.apply({ tenant, appointmentUid: randomUUID(), version: 2, claimsBefore: [], claims: [], bumps })
  }
}

/** Until Redis has said that it is so, one after the other; beside a bare script. */
export async function atCaller({ redisUrl }: StackFile, { quick, log, scope }: BenchContext): Promise<Row[]> {
  const redis = new Redis(redisUrl)
  scope.defer('redis', () => redis.disconnect())
  const bump = bumper(redis)
  const tenant = String(randomInt(2 ** 40, 2 ** 47))
  const today = Math.floor(Date.now() / 86_400_000)
  const ours = (n: number) => bump(tenant, `staff:${n % 50}`, today + (n % 60))
  const bare = (n: number) => redis.eval(BARE, 1, `{${tenant}}:bench:${n % 50}`)

  const load = { inFlight: 1, forMs: quick ? 200 : 2_000 }
  await closedLoop(load, ours)
  await closedLoop(load, bare)
  const seen = await alternate(
    quick ? 3 : 7,
    () => closedLoop(load, ours),
    () => closedLoop(load, bare),
    progress(log, 'P5, at the caller'),
  )
  const p95 = (rounds: typeof seen.ours): number[] => rounds.map(({ latenciesMs }) => percentile(latenciesMs, 0.95))
  const samples = median(seen.ours.map(({ latenciesMs }) => latenciesMs.length))
  const reference = `bare EVAL ${figure(median(p95(seen.floor)))} ms; ${figure(samples)} in a round`
  return [row({ id: 'P5', measure: 'invalidation of a day, p95', unit: 'ms', values: p95(seen.ours), goal: { below: 1 }, reference })]
}
