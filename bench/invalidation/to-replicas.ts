import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { machineMs } from '../clock.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import { percentile } from '../sample.ts'
import { type CacheCommand, HOST, type Watched } from '../servers/cache-process.ts'
import { startChild } from '../servers/child.ts'
import { bumper } from './at-caller.ts'

const PROCESSES = 4
const DAY_MS = 86_400_000
const MOST_TRIES = 5
/** For all to be looking. */
const BEFORE_MS = 15

/** From the moment a change is sent to Redis until the last of four caches gives its own copy no more (each looks every millisecond). */
export async function toReplicas({ redisUrl }: StackFile, { quick, log, scope }: BenchContext): Promise<Row[]> {
  const caches = await Promise.all(Array.from({ length: PROCESSES }, () => startChild('cache-process.ts', scope)))
  const ask = <T>(command: CacheCommand): Promise<T[]> => Promise.all(caches.map((child) => child.ask<T>(command)))
  await ask({ redisUrl, upstreamMs: 0 })
  const redis = new Redis(redisUrl)
  scope.defer('redis', () => redis.disconnect())
  const bump = bumper(redis)
  const tenant = String(randomInt(2 ** 40, 2 ** 47))
  const day = Math.floor(Date.now() / DAY_MS) + 10

  const samples = quick ? 20 : 500
  const lastMs: number[] = []
  const step = progress(log, 'P5, to all processes')
  for (let n = 0; lastMs.length < samples; n++) {
    if (n > samples * MOST_TRIES) throw new Error('the first level of a process is hardly ever trusted')
    step(lastMs.length, samples)
    await ask({ callers: 1, tenant, fromMs: day * DAY_MS })
    const outdated = ask<Watched>({ watch: true, tenant, fromMs: day * DAY_MS })
    await sleep(BEFORE_MS)
    const sentMs = machineMs()
    await bump(tenant, HOST, day)
    const seen = (await outdated).flatMap(({ outdatedMs }) => outdatedMs ?? [])
    // A process that was late for its heartbeat had no copy of its own to lose.
    if (seen.length === PROCESSES) lastMs.push(Math.max(...seen) - sentMs)
  }
  return [
    row({
      id: 'P5',
      measure: `invalidation of a day, to the last of ${PROCESSES} processes, p99`,
      unit: 'ms',
      values: [percentile(lastMs, 0.99)],
      goal: { atMost: 50 },
      reference: `p50 ${figure(percentile(lastMs, 0.5))} ms; ${samples} changes, looked for every millisecond`,
    }),
  ]
}
