import { GetSlotsResponse } from '@calbridge/contracts'
import { Metadata } from '@grpc/grpc-js'
import { counter } from '../scripts/demo/http.ts'
import type { Bench, BenchContext } from './bench.ts'
import { alternate } from './load/alternate.ts'
import { type Busy, whileBusy } from './load/busy.ts'
import { closedLoop, type Loaded } from './load/closed-loop.ts'
import { rawClient } from './load/raw-client.ts'
import { GET_SLOTS, lookUpOf, nextWednesday } from './look-up.ts'
import { progress } from './progress.ts'
import { figure, type Row, row } from './row.ts'
import { median, percentile, ratios } from './sample.ts'
import { startChild } from './servers/child.ts'
import { actingFor, freshStack } from './stack.ts'

const ANSWERS = 'calbridge_availability_answers_total'
const IN_FLIGHT = 32

/** One warm key, asked for over gRPC, against a bare grpc-js server that answers the same bytes to the same client. */
export const cachedLookUp: Bench = { id: 'P1', title: 'cached look-up against a bare grpc-js echo', run }

type Seen = Loaded & { readonly busy: Busy }

/** Microseconds of processor time for each answer, by round. */
const costs = (rounds: readonly Seen[]): number[] => rounds.map(({ busy, latenciesMs }) => (busy.usedMs * 1_000) / latenciesMs.length)
const costOf = (rounds: readonly Seen[]): string =>
  `${figure(median(costs(rounds)))} µs (${figure(median(rounds.map(({ busy }) => busy.percent)))} % busy)`

async function run(context: BenchContext): Promise<Row[]> {
  const { quick, log, scope } = context
  const stack = await freshStack(context)
  const metadata = Metadata.fromHttp2Headers(actingFor(stack))
  const request = lookUpOf(stack, { service: 'consultation', staff: 'anna', branch: 'mitte', daysAhead: nextWednesday() })
  const service = rawClient(stack.grpc.availability?.[0] ?? '', GET_SLOTS, metadata, scope)
  const response = await service(request)
  const slots = GetSlotsResponse.decode(response).days.reduce((sum, { starts }) => sum + starts.length, 0)
  if (slots === 0) throw new Error('the warm key has no slots')

  const child = await startChild('grpc-echo.ts', scope)
  const { port } = await child.ask<{ port: number }>({ listen: GET_SLOTS })
  await child.ask({ response, hold: false })
  const echo = rawClient(`127.0.0.1:${port}`, GET_SLOTS, metadata, scope)

  const load = { inFlight: IN_FLIGHT, forMs: quick ? 300 : 3_000 }
  for (const call of [service, echo, service, echo]) await closedLoop(load, () => call(request))
  const before = await Promise.all([counter(stack, 'availability', ANSWERS, { source: 'l1' }), counter(stack, 'availability', ANSWERS, {})])
  const seen = await alternate(
    quick ? 3 : 7,
    () => whileBusy(stack.pids.availability ?? 0, () => closedLoop(load, () => service(request))),
    () => whileBusy(child.pid, () => closedLoop(load, () => echo(request))),
    progress(log, 'P1'),
  )
  const after = await Promise.all([counter(stack, 'availability', ANSWERS, { source: 'l1' }), counter(stack, 'availability', ANSWERS, {})])
  const fromFirstLevel = (after[0]! - before[0]!) / (after[1]! - before[1]!)

  const rate = (all: Loaded[]) => all.map(({ perSecond }) => perSecond)
  const slow = (all: Loaded[]) => all.map(({ latenciesMs }) => percentile(latenciesMs, 0.99))
  const [ours, floor] = [rate(seen.ours), rate(seen.floor)]
  const [oursP99, floorP99] = [slow(seen.ours), slow(seen.floor)]
  return [
    row({
      id: 'P1',
      measure: `throughput of a cached look-up, of a bare echo (${IN_FLIGHT} in flight, ${response.length} bytes, ${slots} slots)`,
      unit: '×',
      values: ratios(ours, floor),
      goal: { atLeast: 0.85 },
      reference: `look-up ${figure(median(ours))}/s, echo ${figure(median(floor))}/s`,
    }),
    row({
      id: 'P1',
      measure: 'its p99, of the echo’s',
      unit: '×',
      values: ratios(oursP99, floorP99),
      goal: { atMost: 1.5 },
      reference: `look-up ${figure(median(oursP99))} ms, echo ${figure(median(floorP99))} ms`,
    }),
    // Where one client is slower than the server, throughput alone would hide what the server does beside the echo.
    row({
      id: 'P1',
      measure: 'processor time of the server for an answer, of the echo’s',
      unit: '×',
      values: ratios(costs(seen.ours), costs(seen.floor)),
      reference: `look-up ${costOf(seen.ours)}, echo ${costOf(seen.floor)}`,
    }),
    row({ id: 'P1', measure: 'answers from the first level', unit: '%', values: [fromFirstLevel * 100] }),
  ]
}
