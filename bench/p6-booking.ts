import type { Bench, BenchContext } from './bench.ts'
import { inCalcom } from './booking/in-calcom.ts'
import { published } from './booking/published.ts'
import { throughput } from './booking/throughput.ts'
import { distinctSlots } from './bookings.ts'
import { pause } from './pause.ts'
import type { Row } from './row.ts'
import { openSalon } from './salon.ts'
import { freshStack } from './stack.ts'

/** A booking's way: committed here, published, in Cal.com. */
export const booking: Bench = { id: 'P6', title: 'booking commit, its event, and its way to Cal.com', run }

const NOT_OF_THE_COMMIT = ['gateway', 'availability', 'sync-worker', 'webhook-ingest', 'drift-reconciler', 'calcom-sim']

async function run(context: BenchContext): Promise<Row[]> {
  const { quick, dir, scope } = context
  const stack = await freshStack(context)
  const credentials = quick ? 5 : 50
  const salon = await openSalon(stack, { staff: credentials }, dir, scope)
  const slot = distinctSlots(salon)

  const alone = { label: '1/s in all', perSecond: 1, forMs: quick ? 3_000 : 30_000, rounds: quick ? 1 : 2 }
  const wide = {
    label: `1/s for each of ${credentials} keys`,
    perSecond: credentials,
    forMs: quick ? 3_000 : 30_000,
    rounds: quick ? 1 : 2,
  }
  const there = [await inCalcom(stack, salon, slot, alone, context), await inCalcom(stack, salon, slot, wide, context)]

  // The rest is booking's alone; throughput last, as it leaves the outbox full.
  pause(stack, NOT_OF_THE_COMMIT, scope)
  const event = await published(stack, salon, slot, context)
  return [...(await throughput(stack, salon, slot, context)), ...event, ...there]
}
