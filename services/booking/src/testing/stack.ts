import { randomBytes } from 'node:crypto'
import {
  type AppointmentEvent,
  BookingServiceClient,
  CalcomWebhook,
  type CallContext,
  CreateAppointmentRequest,
  recordKey,
  type Tenant,
  topics,
} from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { SALON, salonTenant } from '@calbridge/directory/testing'
import { type ClientOptions, type GrpcClient, grpcClient } from '@calbridge/grpc'
import { connectKafka, consume, ensureTopics, on, startPublisher } from '@calbridge/kafka'
import { openDatabase } from '@calbridge/mysql'
import { freeTopic, kafkaBrokers, redisUrl, tcpProxy, until } from '@calbridge/testkit'
import { loadConfig } from '../config.ts'
import { startBooking } from '../start.ts'
import { bookingDatabase, type Engine } from './mysql-stores.ts'

export type Client = GrpcClient<(typeof BookingServiceClient)['service']>

/** Tests that stay true: everything happens in June of next year. 1 June, 10:00 in Berlin. */
export const TEN = Date.UTC(new Date().getUTCFullYear() + 1, 5, 1, 8)
export const DAY_MS = 86_400_000

export const OTHER_TENANT = '2'

const READER: Tenant['apiKeys'] = [{ id: 'r', hash: SALON.apiKey.hash, permissions: ['read'], expiresAtMs: 0, revoked: false }]
const TENANTS = [salonTenant({ apiKeys: READER }), salonTenant({ id: OTHER_TENANT, slug: 'other', apiKeys: [], eventMap: [] })]

export const contextOf = (differs: Partial<CallContext> = {}): CallContext => ({
  tenant: SALON.tenant,
  origin: 0,
  callId: '',
  requestId: '',
  idempotencyKey: '',
  ...differs,
})

/** A cut with Mara, on 1 June at ten. */
export const wish = (differs: Partial<CreateAppointmentRequest> = {}): CreateAppointmentRequest =>
  CreateAppointmentRequest.fromPartial({
    context: contextOf(),
    serviceId: SALON.services.cut,
    branchId: SALON.branches.mitte,
    staffId: SALON.staff.mara,
    startMs: TEN,
    customer: { name: 'Erika Muster', email: 'Erika@Example.com', phone: '+49 151 2345678' },
    ...differs,
  })

/** The whole service on real MySQL, Kafka and Redis; what goes to Redis can be broken. */
export async function startStack(scope: Scope, { engine = 'mariadb' as Engine } = {}) {
  const token = randomBytes(32).toString('hex')
  const topicPrefix = freeTopic('booking')
  const [url, brokers, redis] = await Promise.all([bookingDatabase(engine), kafkaBrokers(), redisUrl()])
  const network = await tcpProxy(redis, scope)
  const kafka = connectKafka({ brokers, clientId: 'test', topicPrefix })
  await ensureTopics(kafka, [topics.directory, topics.calcomWebhooks, topics.appointments], { partitions: 3, replicationFactor: 1 })
  const publisher = await startPublisher(kafka, scope)
  await publisher.publish(
    topics.directory,
    TENANTS.map((value) => ({ key: value.id, value })),
  )
  const config = loadConfig({
    HOST: '127.0.0.1',
    GRPC_PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    SERVICE_TOKEN: token,
    MYSQL_URL: url,
    REDIS_URL: network.url,
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: topicPrefix,
    OUTBOX_POLL_MS: '50',
    BOOKING_HORIZON_DAYS: '1000',
    WAIT_HEARD_REREAD_MS: '20000',
    IDEMPOTENCY_LOCK_MS: '1000',
  })
  const ports = await startBooking(config, scope)
  const events: AppointmentEvent[] = []
  const heard = await consume(
    { kafka, groupId: 'test', publisher, routes: [on(topics.appointments, async (event) => void events.push(event))] },
    scope,
  )
  await until('the test to listen', () => heard.ready())

  const clientOf = (who: Pick<ClientOptions, 'serviceToken' | 'apiKey'>): Client =>
    grpcClient(BookingServiceClient, { addresses: [`127.0.0.1:${ports.grpcPort}`], defaultDeadlineMs: 20_000, ...who }, scope)
  return {
    ...ports,
    kafka,
    publisher,
    network,
    db: openDatabase({ url, poolMax: 4 }, scope),
    client: clientOf({ serviceToken: token }),
    /** Another connection, as sync-worker has it. */
    worker: clientOf({ serviceToken: token }),
    reader: clientOf({ apiKey: SALON.apiKey.clear }),
    events,
    eventsOf: (uid: string) => events.filter(({ meta }) => meta?.appointmentUid === uid),
    /** As webhook-ingest publishes it. */
    webhook: (value: CalcomWebhook) =>
      publisher.publish(topics.calcomWebhooks, [{ key: recordKey(value.tenant, value.uid), value: CalcomWebhook.fromPartial(value) }]),
    metrics: async () => (await fetch(`http://127.0.0.1:${ports.metricsPort}/metrics`)).text(),
  }
}

export type Stack = Awaited<ReturnType<typeof startStack>>
