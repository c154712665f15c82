import type { Bench, BenchContext } from './bench.ts'
import { afterBooking } from './invalidation/after-booking.ts'
import { atCaller } from './invalidation/at-caller.ts'
import { coldAlternatives } from './invalidation/cold-alternatives.ts'
import { toReplicas } from './invalidation/to-replicas.ts'
import type { Row } from './row.ts'
import { freshStack } from './stack.ts'

const PROCESSES = 4

/** How soon a change is everywhere; and what a look-up costs that Cal.com must be asked for. */
export const invalidation: Bench = { id: 'P5', title: 'invalidation at the caller and in all processes; alternatives when cold', run }

async function run(context: BenchContext): Promise<Row[]> {
  const stack = await freshStack(context, `availability=${PROCESSES}`)
  return [
    ...(await atCaller(stack, context)),
    ...(await toReplicas(stack, context)),
    ...(await coldAlternatives(stack, context)),
    ...(await afterBooking(stack, context)),
  ]
}
