import { setTimeout as sleep } from 'node:timers/promises'
import { FindAlternativesRequest, FindAlternativesResponse, Origin } from '@calbridge/contracts'
import { Metadata } from '@grpc/grpc-js'
import { getJson } from '../../scripts/stack/json.ts'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { alternate } from '../load/alternate.ts'
import { rawClient } from '../load/raw-client.ts'
import { FIND_ALTERNATIVES, nextWednesday, SERVICES } from '../look-up.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import { median, ratios } from '../sample.ts'
import { setLatency } from '../simulator.ts'
import { actingFor } from '../stack.ts'

const UPSTREAM_MS = 600
const WARM_UP_ROUNDS = 2
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** A wish's look-up takes a week along. */
const APART_DAYS = 14
/** A budget allows a burst of 8. */
const PAUSE_MS = 300

/** Alternatives for a wish about which nothing is known, against one call to Cal.com for the same days. */
export async function coldAlternatives(stack: StackFile, { quick, log, scope }: BenchContext): Promise<Row[]> {
  await setLatency(stack, 'slots', UPSTREAM_MS)
  const call = rawClient(stack.grpc.availability?.[0] ?? '', FIND_ALTERNATIVES, Metadata.fromHttp2Headers(actingFor(stack)), scope)
  const wishMs = (round: number): number =>
    (Math.floor(Date.now() / DAY_MS) + nextWednesday() + APART_DAYS * Math.floor(round / SERVICES.length)) * DAY_MS + 10 * HOUR_MS
  const ours = async (round: number) => {
    await sleep(PAUSE_MS)
    const request = FindAlternativesRequest.fromPartial({
      context: { tenant: stack.tenant.id, origin: Origin.ORIGIN_API },
      serviceId: stack.tenant.services[SERVICES[round % SERVICES.length] ?? ''] ?? '',
      branchId: stack.tenant.branches.mitte ?? '',
      staffId: stack.tenant.staff.anna ?? '',
      wishMs: wishMs(round),
    })
    const askedMs = performance.now()
    const answer = FindAlternativesResponse.decode(await call(Buffer.from(FindAlternativesRequest.encode(request).finish())))
    if (answer.alternatives.length === 0) throw new Error('no alternatives to a wish in an empty calendar')
    return { tookMs: performance.now() - askedMs, calls: answer.upstreamCalls }
  }
  const bare = async (round: number) => {
    const [start, end] = [new Date(wishMs(round)), new Date(wishMs(round) + 8 * DAY_MS)].map((date) => date.toISOString().slice(0, 10))
    const askedMs = performance.now()
    await getJson(`${stack.simulator}/v2/slots?eventTypeId=1&start=${start}&end=${end}`, { 'cal-api-version': '2024-09-04' })
    return performance.now() - askedMs
  }
  const all = await alternate((quick ? 2 : 9) + WARM_UP_ROUNDS, ours, bare, progress(log, 'P5, cold alternatives'))
  const [seen, floor] = [all.ours.slice(WARM_UP_ROUNDS), all.floor.slice(WARM_UP_ROUNDS)]
  const times = seen.map(({ tookMs }) => tookMs)
  return [
    row({
      id: 'P5',
      measure: 'alternatives when cold, of one call to Cal.com for as many days',
      unit: '×',
      values: ratios(times, floor),
      goal: { atMost: 1.15 },
      reference: `${figure(median(times))} ms, the call ${figure(median(floor))} ms`,
    }),
    row({ id: 'P5', measure: 'their calls to Cal.com', unit: '', values: seen.map(({ calls }) => calls), goal: { atMost: 1 } }),
  ]
}
