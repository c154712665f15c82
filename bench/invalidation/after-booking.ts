import { setTimeout as sleep } from 'node:timers/promises'
import { Freshness, GetSlotsRequest, GetSlotsResponse, Origin } from '@calbridge/contracts'
import { Metadata } from '@grpc/grpc-js'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { booker, distinctSlots, type Slot } from '../bookings.ts'
import { rawClient } from '../load/raw-client.ts'
import { GET_SLOTS } from '../look-up.ts'
import { pause } from '../pause.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import { openSalon, type Salon } from '../salon.ts'
import { percentile } from '../sample.ts'
import { actingFor } from '../stack.ts'

/** A booking stands in every first level by now, or something is wrong. */
const GONE_WITHIN_MS = 10_000
const LOOK_EVERY_MS = 5
// At no fixed distance, as Kafka's consumers ask in a rhythm of their own.
const PAUSE_MAX_MS = 60
const DAY_MS = 86_400_000
const NOT_OF_IT = ['gateway', 'sync-worker', 'webhook-ingest', 'drift-reconciler', 'calcom-sim']

/** From a booking's commit until none of the processes of availability offers its slot (each is asked every 5 ms). */
export async function afterBooking(stack: StackFile, { quick, dir, log, scope }: BenchContext): Promise<Row[]> {
  const salon = await openSalon(stack, { staff: 1 }, dir, scope)
  const metadata = Metadata.fromHttp2Headers(actingFor(stack, salon.tenant.id))
  const processes = (stack.grpc.availability ?? []).map((address) => rawClient(address, GET_SLOTS, metadata, scope))
  const offers = async (call: (typeof processes)[number], slot: Slot, freshness: Freshness): Promise<boolean> =>
    GetSlotsResponse.decode(await call(dayOf(salon, slot, freshness))).days.some(({ starts }) => starts.includes(slot.startMs / 1_000))

  const samples = quick ? 10 : 300
  const book = booker(stack, salon, scope)
  const next = distinctSlots(salon)
  const slots = Array.from({ length: samples }, next)
  for (const call of processes) for (const slot of slots) await offers(call, slot, Freshness.FRESHNESS_UNSPECIFIED)
  pause(stack, NOT_OF_IT, scope)

  const goneMs: number[] = []
  const step = progress(log, 'P5, after a booking')
  for (const [n, slot] of slots.entries()) {
    step(n, samples)
    await sleep(Math.random() * PAUSE_MAX_MS)
    const { committedAtMs } = await book(slot)
    const gone = processes.map(async (call) => {
      const endsAtMs = committedAtMs + GONE_WITHIN_MS
      while (await offers(call, slot, Freshness.FRESHNESS_CACHE_ONLY)) {
        if (Date.now() > endsAtMs) throw new Error(`a booked slot was offered for ${GONE_WITHIN_MS} ms`)
        await sleep(LOOK_EVERY_MS)
      }
      return Date.now() - committedAtMs
    })
    goneMs.push(Math.max(...(await Promise.all(gone))))
  }
  return [
    row({
      id: 'P5',
      measure: `booking’s commit → no process of ${processes.length} offers its slot, p99`,
      unit: 'ms',
      values: [percentile(goneMs, 0.99)],
      goal: { atMost: 150 },
      reference: `p50 ${figure(percentile(goneMs, 0.5))} ms; ${samples} bookings, looked for every ${LOOK_EVERY_MS} ms`,
    }),
  ]
}

function dayOf({ tenant, branchId }: Salon, { staff, startMs }: Slot, freshness: Freshness): Buffer {
  const fromMs = Math.floor(startMs / DAY_MS) * DAY_MS
  const request = GetSlotsRequest.fromPartial({
    context: { tenant: tenant.id, origin: Origin.ORIGIN_API },
    serviceId: staff.serviceId,
    branchId,
    staffId: staff.id,
    fromMs,
    toMs: fromMs + DAY_MS - 1,
    freshness,
  })
  return Buffer.from(GetSlotsRequest.encode(request).finish())
}
