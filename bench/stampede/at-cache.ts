import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '@calbridge/core'
import { Redis } from 'ioredis'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { machineMs } from '../clock.ts'
import { alternate } from '../load/alternate.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import { median } from '../sample.ts'
import type { CacheCommand, Stampede } from '../servers/cache-process.ts'
import { type Child, startChild } from '../servers/child.ts'
import { GO_CHANNEL, type StampedeSizes, WARM_UP_ROUNDS } from './sizes.ts'

const DAY_MS = 86_400_000
/** A load takes the next days along. */
const APART_DAYS = 31
// For the floor's callers to be waiting.
const BEFORE_GO_MS = 200

/** The cache's own interface: its real wiring over the stack's Redis in processes of their own, with an upstream that only waits. */
export async function stampedeAtCache({ redisUrl }: StackFile, sizes: StampedeSizes, { log, scope }: BenchContext): Promise<Row[]> {
  const { callers, processes, rounds, upstreamMs } = sizes
  const share = callers / processes
  const caches = await startAll('cache-process.ts', processes, { redisUrl, upstreamMs } satisfies CacheCommand, scope)
  const waiters = await startAll('redis-waiters.ts', processes, { redisUrl }, scope)
  const redis = new Redis(redisUrl)
  scope.defer('redis', () => redis.disconnect())
  const tenant = String(randomInt(2 ** 40, 2 ** 47))
  const today = Math.floor(Date.now() / DAY_MS)

  const atCache = async (round: number) => {
    const command: CacheCommand = { callers: share, tenant, fromMs: (today + 10 + APART_DAYS * round) * DAY_MS }
    const seen = await Promise.all(caches.map((child) => child.ask<Stampede>(command)))
    const ends = seen.flatMap(({ loadsEndedMs }) => loadsEndedMs)
    if (ends.length === 0) throw new Error('nobody had to ask for the key')
    return { lastMs: last(seen) - Math.min(...ends), calls: ends.length }
  }
  const floor = async () => {
    const waiting = waiters.map((child) => child.ask<{ lastAnswerMs: number }>({ callers: share }))
    await sleep(BEFORE_GO_MS)
    const goneAt = machineMs()
    await redis.publish(GO_CHANNEL, '')
    return last(await Promise.all(waiting)) - goneAt
  }
  const all = await alternate(rounds + WARM_UP_ROUNDS, atCache, floor, progress(log, 'P2, at the cache'))
  const [ours, bare] = [all.ours.slice(WARM_UP_ROUNDS), all.floor.slice(WARM_UP_ROUNDS)]
  const who = `${callers} callers of the cache itself`
  return [
    row({ id: 'P2', measure: `${who}: upstream calls`, unit: '', values: ours.map(({ calls }) => calls), goal: { atMost: 1 } }),
    row({
      id: 'P2',
      measure: `${who}: the last answer after that call`,
      unit: 'ms',
      values: ours.map(({ lastMs }) => lastMs),
      goal: { atMost: 10 },
      reference: `as many who only wait for a message in Redis ${figure(median(bare))} ms`,
    }),
  ]
}

const last = (seen: readonly { lastAnswerMs: number }[]): number => Math.max(...seen.map(({ lastAnswerMs }) => lastAnswerMs))

async function startAll(file: string, count: number, command: object, scope: Scope): Promise<Child[]> {
  const children = await Promise.all(Array.from({ length: count }, () => startChild(file, scope)))
  await Promise.all(children.map((child) => child.ask(command)))
  return children
}
