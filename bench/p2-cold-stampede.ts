import type { Bench, BenchContext } from './bench.ts'
import type { Row } from './row.ts'
import { setLatency } from './simulator.ts'
import { freshStack } from './stack.ts'
import { stampedeAtCache } from './stampede/at-cache.ts'
import { stampedeOverGrpc } from './stampede/over-grpc.ts'
import { stampedeAtPeers } from './stampede/peers.ts'

/** Long enough for all callers to be waiting when the one call to Cal.com ends. */
const UPSTREAM_MS = 800
const PROCESSES = 4

/** A thousand callers over four processes ask for a key that nobody has. */
export const coldStampede: Bench = { id: 'P2', title: '1,000 callers for a cold key, four processes', run }

async function run(context: BenchContext): Promise<Row[]> {
  const { quick } = context
  const stack = await freshStack(context, `availability=${PROCESSES}`)
  const sizes = { callers: quick ? 200 : 1_000, processes: PROCESSES, rounds: quick ? 2 : 9, upstreamMs: UPSTREAM_MS }
  await setLatency(stack, 'slots', UPSTREAM_MS)
  return [
    ...(await stampedeOverGrpc(stack, sizes, context)),
    ...(await stampedeAtCache(stack, sizes, context)),
    ...(await stampedeAtPeers(stack, sizes, context)),
  ]
}
