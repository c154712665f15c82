import { randomUUID } from 'node:crypto'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { progress } from '../progress.ts'
import { type Row, row } from '../row.ts'
import type { Stampede } from '../servers/cache-process.ts'
import { startChild } from '../servers/child.ts'
import type { PeerCache, PeerCacheCommand } from '../servers/peer-cache-process.ts'
import { type StampedeSizes, WARM_UP_ROUNDS } from './sizes.ts'

const PEERS: readonly PeerCache[] = ['async-cache-dedupe', 'bentocache']

/** The same stampede at caches that others use: what they ask upstream, and when their last caller has his answer. */
export async function stampedeAtPeers(stack: StackFile, sizes: StampedeSizes, { log, scope }: BenchContext): Promise<Row[]> {
  const rows: Row[] = []
  for (const peer of PEERS) {
    const children = await Promise.all(Array.from({ length: sizes.processes }, () => startChild('peer-cache-process.ts', scope)))
    const open: PeerCacheCommand = { peer, redisUrl: stack.redisUrl, upstreamMs: sizes.upstreamMs }
    await Promise.all(children.map((child) => child.ask(open)))

    const step = progress(log, `P2, ${peer}`)
    const rounds: { lastMs: number; calls: number }[] = []
    for (let round = 0; round < sizes.rounds + WARM_UP_ROUNDS; round++) {
      step(round, sizes.rounds + WARM_UP_ROUNDS)
      const command: PeerCacheCommand = { callers: sizes.callers / sizes.processes, key: `bench-${randomUUID()}` }
      const seen = await Promise.all(children.map((child) => child.ask<Stampede>(command)))
      const ends = seen.flatMap(({ loadsEndedMs }) => loadsEndedMs)
      rounds.push({ lastMs: Math.max(...seen.map(({ lastAnswerMs }) => lastAnswerMs)) - Math.min(...ends), calls: ends.length })
    }
    const counted = rounds.slice(WARM_UP_ROUNDS)
    const who = `${sizes.callers} callers of ${peer} with Redis`
    rows.push(
      row({ id: 'P2', measure: `${who}: upstream calls`, unit: '', values: counted.map(({ calls }) => calls) }),
      row({
        id: 'P2',
        measure: `${who}: the last answer after the first of them`,
        unit: 'ms',
        values: counted.map(({ lastMs }) => lastMs),
      }),
    )
  }
  return rows
}
