import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { booker, distinctSlots, type Slot } from '../bookings.ts'
import { alternate } from '../load/alternate.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import type { Salon } from '../salon.ts'
import { median, percentile, ratios } from '../sample.ts'
import { drift } from './drift.ts'
import { rawDatabase } from './raw-database.ts'
import { statementsOf } from './statements.ts'

const IN_FLIGHT = 32

/** Bookings through gRPC, as fast as they go, against the same statements said by this process to the same server. */
export async function throughput(stack: StackFile, salon: Salon, slot: () => Slot, { quick, log, scope }: BenchContext): Promise<Row[]> {
  const load = { inFlight: IN_FLIGHT, forMs: quick ? 500 : 4_000 }
  const book = booker(stack, salon, scope)
  const raw = await rawDatabase(stack.mysqlUrl, IN_FLIGHT, scope)
  const rawSlot = distinctSlots(salon)
  const service = () => closedLoop(load, () => book(slot()))
  const floor = () => closedLoop(load, (n) => raw(statementsOf(salon, rawSlot(), `raw-${process.pid}-${Date.now()}-${n}@example.com`)))

  await service()
  await floor()
  const outdated = await drift(stack.mysqlUrl, () => book(slot()), statementsOf(salon, rawSlot(), 'drift@example.com'))
  if (outdated) log(`P6: ${outdated}`)
  const seen = await alternate(quick ? 2 : 7, service, floor, progress(log, 'P6, commits'))
  const [ours, bare] = [seen.ours.map(({ perSecond }) => perSecond), seen.floor.map(({ perSecond }) => perSecond)]
  const p99 = seen.ours.map(({ latenciesMs }) => percentile(latenciesMs, 0.99))
  const bareP99 = seen.floor.map(({ latenciesMs }) => percentile(latenciesMs, 0.99))
  return [
    row({
      id: 'P6',
      measure: `bookings committed through gRPC, of the same statements said raw (${IN_FLIGHT} in flight)`,
      unit: '×',
      values: ratios(ours, bare),
      goal: { atLeast: 0.5 },
      reference: `booking ${figure(median(ours))}/s, raw ${figure(median(bare))}/s${outdated && ` (${outdated})`}`,
    }),
    row({ id: 'P6', measure: 'their p99', unit: 'ms', values: p99, reference: `raw ${figure(median(bareP99))} ms` }),
  ]
}
