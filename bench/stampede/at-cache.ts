import { randomInt } from 'node:crypto'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { type Row, row } from '../row.ts'
import type { CacheCommand, Stampede } from '../servers/cache-process.ts'
import { startChild } from '../servers/child.ts'
import { type StampedeSizes, WARM_UP_ROUNDS } from './sizes.ts'

const DAY_MS = 86_400_000

/** The cache's own interface: its real wiring over the stack's Redis in processes of their own, with an upstream that only waits. */
export async function stampedeAtCache({ redisUrl }: StackFile, sizes: StampedeSizes, { scope }: BenchContext): Promise<Row[]> {
  const { callers, processes, rounds, upstreamMs } = sizes
  const children = await Promise.all(Array.from({ length: processes }, () => startChild('cache-process.ts', scope)))
  await Promise.all(children.map((child) => child.ask({ redisUrl, upstreamMs } satisfies CacheCommand)))
  const tenant = String(randomInt(2 ** 40, 2 ** 47))
  const today = Math.floor(Date.now() / DAY_MS)

  const lastMs: number[] = []
  const calls: number[] = []
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const command: CacheCommand = { callers: callers / processes, tenant, fromMs: (today + 10 + round) * DAY_MS }
    const seen = await Promise.all(children.map((child) => child.ask<Stampede>(command)))
    if (round < 0) continue
    const ends = seen.flatMap(({ loadsEndedMs }) => loadsEndedMs)
    calls.push(ends.length)
    lastMs.push(Math.max(...seen.map(({ lastAnswerMs }) => lastAnswerMs)) - Math.min(...ends))
  }
  const who = `${callers} callers of the cache itself`
  return [
    row({ id: 'P2', measure: `${who}: upstream calls`, unit: '', values: calls, goal: { atMost: 1 } }),
    row({
      id: 'P2',
      measure: `${who}: the last answer after that call`,
      unit: 'ms',
      values: lastMs,
      goal: { atMost: 10 },
    }),
  ]
}
