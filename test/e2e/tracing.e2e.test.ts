import { randomBytes } from 'node:crypto'
import { fileScope, until } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { book, freeSlots, syncedAppointment, weekOf } from './booking.ts'
import { type Span, startOtlpReceiver } from './otlp-receiver.ts'
import { type System, startSystem } from './stack.ts'

const scope = fileScope()
const WAIT_MS = 30_000
let spans: readonly Span[]
let system: System
beforeAll(async () => {
  const receiver = await startOtlpReceiver(scope)
  spans = receiver.spans
  system = await startSystem(scope, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '200' })
})

const parentOf = (span: Span): Span | undefined => spans.find(({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentId)

/** From the first span of its trace down to this one, parent by parent. */
function chainTo(span: Span): Span[] {
  const parent = parentOf(span)
  return parent ? [...chainTo(parent), span] : [span]
}
const told = (chain: readonly Span[]): string[] => chain.map(({ service, kind, name }) => `${service} ${kind} ${name}`)

/** Spans come in batches of each process: waits until one is there with all that leads to it. */
const whole = (what: string, isIt: (span: Span) => boolean, length: number): Promise<Span[]> =>
  until(
    what,
    () =>
      spans
        .filter(isIt)
        .map(chainTo)
        .find((chain) => chain.length === length),
    WAIT_MS,
  ) as Promise<Span[]>

describe('a booking over HTTP', () => {
  const traceId = randomBytes(16).toString('hex')
  const callersSpan = randomBytes(8).toString('hex')
  const inTrace = (service: string, name: string) => (span: Span) =>
    span.traceId === traceId && span.service === service && span.name === name
  const UNTIL_STORED = [
    'gateway server POST /api/v2/bookings',
    'gateway client calbridge.booking.v1.BookingService/CreateAppointment',
    'booking server calbridge.booking.v1.BookingService/CreateAppointment',
  ]
  const BACK = ['webhook-ingest consumer webhook of our own booking', 'booking consumer calcom.webhooks.v1 process']
  const UNTIL_JOB = [...UNTIL_STORED, 'sync-worker consumer appointments.v1 process', 'sync-worker consumer sync create']

  beforeAll(async () => {
    const wish = weekOf(system, { service: 'haircut', staff: 'anna', branch: 'mitte' }, 0)
    const [start] = await freeSlots(system, wish)
    const { status, body } = await book(system, wish, start!, { traceparent: `00-${traceId}-${callersSpan}-01` })
    expect(status).toBe(201)
    await syncedAppointment(system, body.data.uid)
  })

  it('is one trace from the caller through gateway, booking, outbox, Kafka and sync-worker to the call of Cal.com', async () => {
    const chain = await whole('the call', inTrace('sync-worker', 'calcom POST /v2/bookings'), 6)
    expect(told(chain)).toEqual([...UNTIL_JOB, 'sync-worker client calcom POST /v2/bookings'])
    expect(chain[0]!.parentId).toBe(callersSpan)
  })

  it('and on to the result in booking, and to availability, which hears of both changes', async () => {
    const record = 'calbridge.booking.v1.BookingService/RecordSyncResult'
    const chain = await whole('the result', inTrace('booking', record), 7)
    expect(told(chain)).toEqual([...UNTIL_JOB, `sync-worker client ${record}`, `booking server ${record}`])
    const heard = await whole('the event', inTrace('availability', 'appointments.v1 process'), 4)
    expect(told(heard)).toEqual([...UNTIL_STORED, 'availability consumer appointments.v1 process'])
    const heardAgain = await whole('the second event', inTrace('availability', 'appointments.v1 process'), 8)
    // Answer and webhook say the same: the first of them makes the change that is heard.
    const either = [told(chain), [...UNTIL_JOB, ...BACK]].map((before) => [...before, 'availability consumer appointments.v1 process'])
    expect(either).toContainEqual(told(heardAgain))
  })

  it('and back by webhook: what booking applies is the same trace, though Cal.com passes none on', async () => {
    const chain = await whole('the webhook applied', inTrace('booking', 'calcom.webhooks.v1 process'), 7)
    expect(told(chain)).toEqual([...UNTIL_JOB, ...BACK])
  })
})

it('the webhook of a booking made in Cal.com is a trace of its own, from gateway through webhook-ingest and Kafka to booking', async () => {
  const wish = weekOf(system, { service: 'blow-dry', staff: 'deniz', branch: 'kreuzberg' }, 0)
  const [start = ''] = await freeSlots(system, wish)
  const attendee = { name: 'Gast Online', email: 'gast@example.com', timeZone: 'Europe/Berlin' }
  const booking = { eventTypeSlug: wish.service, username: wish.staff, start: new Date(start).toISOString(), attendee }
  expect((await system.simulator('POST', '/_sim/customer/book', booking)).status).toBe(200)
  const chain = await whole('the webhook applied', ({ service, name }) => service === 'booking' && name === 'calcom.webhooks.v1 process', 4)
  expect(told(chain)).toEqual([
    'gateway server POST /api/calcom/webhook/{hook_id}',
    'gateway client calbridge.webhook.v1.WebhookService/Ingest',
    'webhook-ingest server calbridge.webhook.v1.WebhookService/Ingest',
    'booking consumer calcom.webhooks.v1 process',
  ])
  expect(chain[0]!.parentId).toBe('')
})
