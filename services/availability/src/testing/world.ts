import { randomInt, randomUUID } from 'node:crypto'
import { startCalcomSim } from '@calbridge/calcom-sim'
import {
  type AppointmentEvent,
  AvailabilityServiceClient,
  type AvailabilityServiceService,
  BookingServiceService,
  type Claim,
  deadLetterTopic,
  Freshness,
  GetSlotsRequest,
  type ListClaimsRequest,
  type ListPopularServicesRequest,
  type PopularService,
  recordKey,
  type Tenant,
  topics,
} from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { authenticator, type GrpcClient, grpcClient, type Handler, startGrpcServer, unary } from '@calbridge/grpc'
import { connectKafka, ensureTopics, type KafkaHandle, startPublisher } from '@calbridge/kafka'
import { kafkaBrokers, redisUrl, type TestScope, until } from '@calbridge/testkit'
import { Redis } from 'ioredis'
import { beforeAll } from 'vitest'
import { loadConfig } from '../config.ts'
import { keys } from '../redis/keys.ts'
import { startAvailability } from '../start.ts'
import { KEYS, type TenantOptions, testTenant } from './tenant.ts'

const SERVICE_TOKEN = 'test-service-token-of-32-characters'

// The first world of a run starts them, which takes longer than a test may on a busy machine: they have a time of their own.
beforeAll(() => Promise.all([kafkaBrokers(), redisUrl()]))

export interface WorldOptions {
  readonly instances?: number
  /** Of the topics; one keeps the events of all appointments in order. */
  readonly partitions?: number
  /** The run's Redis when absent. */
  readonly redis?: string
  readonly env?: Record<string, string>
  readonly slotCacheMs?: number
  readonly timeZone?: string
  readonly hours?: { readonly startTime: string; readonly endTime: string }
}

/**
 * Availability services over real Redis, Kafka and gRPC, with a simulated Cal.com behind them and a booking that has the claims
 * the test gives it. Every world has tenants and keys of its own.
 */
export async function startWorld(options: WorldOptions, scope: TestScope) {
  const calcomKey = `cal_live_${randomUUID()}`
  const sim = await startCalcomSim({
    slotCacheMs: options.slotCacheMs ?? 0,
    world: { users: [host('anna', calcomKey, options), host('ben', null, options)] },
  })
  scope.defer('calcom-sim', () => sim.close())
  const [anna, ben] = sim.world.eventTypes
  const tenantOf = (changes: Partial<TenantOptions> = {}): Tenant => {
    const eventTypes = { anna: String(anna!.id), ben: String(ben!.id) }
    return testTenant({ id: String(randomInt(2 ** 47)), baseUrl: sim.url, calcomKey, eventTypes, timeZone: options.timeZone, ...changes })
  }

  const prefix = `${randomUUID().slice(0, 8)}.`
  const brokers = await kafkaBrokers()
  const kafka = connectKafka({ brokers, clientId: 'test', topicPrefix: prefix })
  await ensureTopics(kafka, [topics.appointments, topics.directory], { partitions: options.partitions ?? 2, replicationFactor: 1 })
  const publisher = await startPublisher(kafka, scope)
  const publishTenant = (tenant: Tenant) => publisher.publish(topics.directory, [{ key: tenant.id, value: tenant }])
  const tenant = tenantOf()
  await publishTenant(tenant)

  const booking = await startBooking(scope)
  const redis = options.redis ?? (await redisUrl())
  const env = {
    HOST: '127.0.0.1',
    GRPC_PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: 'silent',
    SERVICE_TOKEN,
    KEY_ENCRYPTION_KEYS: KEYS,
    KAFKA_BROKERS: brokers.join(),
    KAFKA_TOPIC_PREFIX: prefix,
    REDIS_URL: redis,
    WARM_UP_EVERY_MS: '0', // the clock on the wall is none of a test's business
    // Nobody is there unless the test says otherwise: answers do not depend on slot history.
    MYSQL_URL: 'mysql://root@127.0.0.1:1/none',
    CALCOM_FIRST_USE: 'ready',
    REDIS_SILENCE_MS: '3000', // a busy test machine is not a broken subscription
    PROJECTION_LAG_MAX_MS: '60000', // nor a stuck consumer
    BOOKING_GRPC: `127.0.0.1:${booking.port}`,
    ...options.env,
  }
  const clientOf = (port: number) =>
    grpcClient(
      AvailabilityServiceClient,
      { addresses: [`127.0.0.1:${port}`], serviceToken: SERVICE_TOKEN, defaultDeadlineMs: 10_000 },
      scope,
    )
  const clients: GrpcClient<typeof AvailabilityServiceService>[] = []
  for (let instance = 0; instance < (options.instances ?? 1); instance++) {
    clients.push(clientOf((await startAvailability(loadConfig(env), scope)).grpcPort))
  }
  const inspect = new Redis(redis, { retryStrategy: () => 50 })
  inspect.on('error', () => {}) // tests stop Redis
  scope.defer('inspecting redis', () => inspect.disconnect())

  return {
    sim,
    tenant,
    tenantOf,
    publishTenant,
    clients,
    booking,
    redis: inspect,
    requestOf: () => requestOf(tenant.id, { eventTypeId: String(anna!.id) }),
    env,
    clientOf,
    eventTypes: { anna: String(anna!.id), ben: String(ben!.id) },
    /** Publishes an appointment's event. */
    publish: (event: AppointmentEvent) =>
      publisher.publish(topics.appointments, [{ key: recordKey(event.meta!.tenant, event.meta!.appointmentUid), value: event }]),
    /** Publishes it and waits until Redis has it. */
    happen: async (event: AppointmentEvent) => {
      const { tenant: id, appointmentUid, version } = event.meta!
      await publisher.publish(topics.appointments, [{ key: recordKey(id, appointmentUid), value: event }])
      await until(
        'the event to be applied',
        async () => Number(await inspect.hget(keys.appointment(id, appointmentUid), 'event')) >= version,
      )
    },
    deadLetters: () => countRecords(kafka, deadLetterTopic(topics.appointments.name)),
    /** Look-up of a whole day, unless said otherwise. */
    ask: (changes: Partial<GetSlotsRequest> = {}, { instance = 0, timeoutMs = 5_000, tenant: id = tenant.id } = {}) =>
      clients[instance]!.getSlots(requestOf(id, { eventTypeId: String(anna!.id), ...changes }), { timeoutMs, tenant: id }),
    upstreamCalls: () => sim.control.journal({ path: '/v2/slots' }).length,
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

const requestOf = (tenant: string, changes: Partial<GetSlotsRequest>): GetSlotsRequest =>
  GetSlotsRequest.fromPartial({
    context: { tenant },
    fromMs: DAY.fromMs,
    toMs: DAY.toMs,
    freshness: Freshness.FRESHNESS_UNSPECIFIED,
    ...(changes.serviceId ? { ...changes, eventTypeId: '' } : changes),
  })

/** A weekday next week, UTC; hosts work 09:00–17:00 UTC every day. */
export const DAY = dayRange(7)

export function dayRange(daysAhead: number): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = (Math.floor(Date.now() / 86_400_000) + daysAhead) * 86_400_000
  return { fromMs, toMs: fromMs + 86_399_000 }
}

/** Epoch ms of a time (UTC) on the day that is asked for by default. */
export const on = (time: string): number => DAY.fromMs + Date.parse(`1970-01-01T${time}:00Z`)

const host = (username: string, key: string | null, { timeZone = 'UTC', hours }: WorldOptions) => ({
  username,
  timeZone,
  key,
  schedules: [
    {
      timeZone,
      isDefault: true,
      availability: [
        {
          days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const,
          ...(hours ?? { startTime: '09:00', endTime: '17:00' }),
        },
      ],
    },
  ],
  eventTypes: [{ title: 'Cut', slug: 'cut', lengthInMinutes: 30, minimumBookingNotice: 0, locations: [{ type: 'attendeePhone' }] }],
})

/** Booking as far as availability needs it: the claims of now, how often it was asked, and what is booked most. */
async function startBooking(scope: TestScope) {
  const booking = { claims: [] as Claim[], popular: [] as PopularService[], asked: 0, down: false, port: 0 }
  const listClaims = unary(async (_request: ListClaimsRequest) => {
    booking.asked++
    if (booking.down) throw new AppError('unavailable', 'down')
    return { claims: booking.claims }
  }) as unknown as Handler<never, unknown>
  const listPopularServices = unary(async ({ minBookings }: ListPopularServicesRequest) => {
    if (booking.down) throw new AppError('unavailable', 'down')
    return { services: booking.popular.filter(({ bookings }) => bookings > minBookings) }
  }) as unknown as Handler<never, unknown>
  const refuse = unary(async () => {
    throw new AppError('unavailable', 'not in this test')
  }) as unknown as Handler<never, unknown>
  const refusing = Object.fromEntries(Object.keys(BookingServiceService).map((name) => [name, refuse]))
  const handlers = { ...refusing, listClaims, listPopularServices }
  const { port } = await startGrpcServer(
    {
      host: '127.0.0.1',
      port: 0,
      services: [{ definition: BookingServiceService, handlers }],
      authenticate: authenticator({ serviceToken: SERVICE_TOKEN }),
    },
    scope,
  )
  booking.port = port
  return booking
}

async function countRecords({ kafka, named }: KafkaHandle, topic: string): Promise<number> {
  const admin = kafka.admin()
  await admin.connect()
  const offsets = await admin.fetchTopicOffsets(named(topic)).finally(() => admin.disconnect())
  return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0)
}
