import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { topics } from '@calbridge/contracts'
import { connectKafka, consume, ensureTopics, on, type Route, startPublisher } from '@calbridge/kafka'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { booker, type Slot } from '../bookings.ts'
import { alternate } from '../load/alternate.ts'
import { openLoop } from '../load/open-loop.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import type { Salon } from '../salon.ts'
import { median, percentile } from '../sample.ts'

const PER_SECOND = 50
const PARTITIONS = 6
// About an AppointmentEvent of one booking.
const EVENT_BYTES = 440
const ALL_THERE_MS = 10_000

/** From a booking's commit to its event in a consumer's hands, against a record of that size that is only produced and consumed. */
export async function published(stack: StackFile, salon: Salon, slot: () => Slot, { quick, log, scope }: BenchContext): Promise<Row[]> {
  const kafka = connectKafka({ brokers: stack.kafkaBrokers, clientId: 'bench' })
  const floorTopic = { ...topics.appointments, name: 'bench.floor' }
  await ensureTopics(kafka, [floorTopic], { partitions: PARTITIONS })
  const publisher = await startPublisher(kafka, scope)
  const arrived = new Map<string, number>()
  const routes: Route[] = [
    on(topics.appointments, async ({ meta, kind }) => {
      if (kind?.$case === 'booked') arrived.set(meta?.appointmentUid ?? '', Date.now())
    }),
    { topic: floorTopic.name, handle: async (_, { key }) => void arrived.set(key, Date.now()) },
  ]
  const consumer = await consume({ kafka, groupId: `bench-${randomUUID()}`, routes, publisher }, scope)
  await consumer.joined

  const book = booker(stack, salon, scope)
  const load = { perSecond: PER_SECOND, forMs: quick ? 1_000 : 10_000 }
  const service = async () => {
    const sent = new Map<string, number>()
    await openLoop(load, async () => {
      const { uid, committedAtMs } = await book(slot())
      sent.set(uid, committedAtMs)
    })
    return delays(sent, arrived)
  }
  const floor = async () => {
    const sent = new Map<string, number>()
    await openLoop(load, async () => {
      const key = randomUUID()
      sent.set(key, Date.now())
      await publisher.send(floorTopic.name, [{ key, value: Buffer.alloc(EVENT_BYTES, 7) }])
    })
    return delays(sent, arrived)
  }
  await service()
  await floor()
  const seen = await alternate(quick ? 1 : 3, service, floor, progress(log, 'P6, published'))
  const p99 = (all: number[][]) => all.map((delaysMs) => percentile(delaysMs, 0.99))
  return [
    row({
      id: 'P6',
      measure: `commit → event consumed, p99 (${PER_SECOND}/s)`,
      unit: 'ms',
      values: p99(seen.ours),
      goal: { atMost: 100 },
      reference: `bare produce → consume ${figure(median(p99(seen.floor)))} ms`,
    }),
  ]
}

/** How long each took; waits for those still on their way. Throws when one does not come. */
async function delays(sent: ReadonlyMap<string, number>, arrived: ReadonlyMap<string, number>): Promise<number[]> {
  const endsAt = Date.now() + ALL_THERE_MS
  const missing = () => [...sent.keys()].filter((key) => !arrived.has(key)).length
  while (missing() > 0) {
    if (Date.now() > endsAt) throw new Error(`${missing()} events did not come within ${ALL_THERE_MS} ms`)
    await sleep(50)
  }
  return [...sent].map(([key, atMs]) => (arrived.get(key) ?? Number.NaN) - atMs)
}
