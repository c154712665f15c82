import type { Bench, BenchContext } from './bench.ts'
import { distinctSlots } from './bookings.ts'
import { pause } from './pause.ts'
import type { Row } from './row.ts'
import { openSalon } from './salon.ts'
import { freshStack } from './stack.ts'
import { acknowledged } from './webhook/acknowledged.ts'
import { applied } from './webhook/applied.ts'
import { deliveryMaker } from './webhook/deliveries.ts'

/** Cal.com's webhooks: how soon they are acknowledged, and how soon they are an appointment. */
export const webhook: Bench = { id: 'P7', title: 'webhook acknowledged, and applied', run }

const NOT_OF_THE_ACKNOWLEDGEMENT = ['booking', 'availability', 'sync-worker', 'drift-reconciler', 'calcom-sim']

async function run(context: BenchContext): Promise<Row[]> {
  const { quick, dir, scope } = context
  const stack = await freshStack(context)
  const salon = await openSalon(stack, { staff: quick ? 5 : 50 }, dir, scope)
  const slot = distinctSlots(salon)
  const make = await deliveryMaker(stack, salon, slot())
  const rounds = quick ? 1 : 3
  const together = { label: 'all services running', rounds, make, slot }

  const appointment = await applied(stack, salon, together, context)
  const whileAll = await acknowledged(stack, salon, together, context)
  pause(stack, NOT_OF_THE_ACKNOWLEDGEMENT, scope)
  const alone = await acknowledged(stack, salon, { ...together, label: 'gateway and webhook-ingest alone' }, context)
  return [alone, whileAll, appointment]
}
