import { randomBytes, randomUUID } from 'node:crypto'
import { createKeyring, fingerprint } from '@calbridge/calcom'
import { type CalcomSim, startCalcomSim, type WorldSpec } from '@calbridge/calcom-sim'
import { Appointment, AppointmentStatus, credentialContext, DriftServiceClient, SyncStatus, Tenant, topics } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import { type GrpcClient, grpcClient } from '@calbridge/grpc'
import { connectKafka, ensureTopics, type KafkaHandle, type Publisher, startPublisher } from '@calbridge/kafka'
import { freeTopic, kafkaBrokers, redisUrl, until } from '@calbridge/testkit'
import { loadConfig } from '../config.ts'
import { startDriftReconciler } from '../start.ts'
import { bookingStandIn, type StandIn } from './booking-stand-in.ts'
import { type DirectoryStandIn, directoryStandIn } from './directory-stand-in.ts'

export const TENANT = '1'
export const DAY_MS = 86_400_000
export const context = { tenant: TENANT, origin: 0, callId: '', requestId: '', idempotencyKey: '' } as const

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const user = (username: string, slugs: readonly string[]) => ({
  username,
  email: `${username}@salon.example`,
  timeZone: 'UTC',
  rateLimit: { limit: 5_000 },
  schedules: [{ name: 'Hours', timeZone: 'UTC', isDefault: true, availability: [{ days: DAYS, startTime: '00:00', endTime: '23:45' }] }],
  eventTypes: slugs.map((slug) => ({ title: slug, slug, lengthInMinutes: 30 })),
})

/** Two people with a key each; `private` is in nobody's event map. */
const WORLD: WorldSpec = { users: [user('alice', ['cut', 'private']), user('bob', ['cut'])] }

export interface Booked {
  readonly uid: string
  readonly id: number
  readonly startMs: number
  readonly appointmentUid: string
}

export interface Stack {
  readonly sim: CalcomSim
  readonly booking: StandIn
  readonly directory: DirectoryStandIn
  readonly drift: GrpcClient<(typeof DriftServiceClient)['service']>
  readonly kafka: KafkaHandle
  readonly publisher: Publisher
  readonly tenant: Tenant
  readonly metricsPort: number
  readonly env: Record<string, string>
  eventType(slug: string, owner?: string): number
  /** Resolves when the service knows it. */
  publishTenant(tenant: Tenant): Promise<void>
  /** A customer books in Cal.com. */
  bookThere(
    startMs: number,
    options?: { slug?: string; owner?: string; email?: string; metadata?: Record<string, string> },
  ): Promise<Booked>
  /** The same appointment here; `differs` changes it or its segment. */
  putHere(booked: Booked, differs?: { appointment?: Partial<Appointment>; segment?: Partial<Appointment['segments'][number]> }): Appointment
}

export const STATUS = AppointmentStatus
export const SYNC = SyncStatus

/** A drift-reconciler on real Redis and Kafka and a simulated Cal.com; booking and the gateway's directory are stand-ins. */
export async function startStack(
  scope: Scope,
  {
    world = WORLD,
    env: differs = {},
    change = (tenant: Tenant): Tenant => tenant,
  }: { world?: WorldSpec; env?: Record<string, string>; change?: (tenant: Tenant) => Tenant } = {},
): Promise<Stack> {
  const token = randomBytes(32).toString('hex')
  const keys = `k1:${randomBytes(32).toString('base64')}`
  const topicPrefix = freeTopic('drift')
  const [brokers, redis] = await Promise.all([kafkaBrokers(), redisUrl()])
  const sim = await startCalcomSim({ world, seed: Math.floor(Math.random() * 1e9), slotCacheMs: 0 })
  scope.defer('calcom-sim', () => sim.close())
  const booking = await bookingStandIn(token, scope)
  const directory = await directoryStandIn(token, scope)
  const kafka = connectKafka({ brokers, clientId: 'test', topicPrefix })
  await ensureTopics(kafka, [topics.directory, topics.calcomWebhooks], { partitions: 2, replicationFactor: 1 })
  const publisher = await startPublisher(kafka, scope)

  const tenant = change(tenantOf(sim, keys))
  directory.tenants.set(TENANT, tenant)
  await publisher.publish(topics.directory, [{ key: TENANT, value: tenant }])
  const env = {
    HOST: '127.0.0.1',
    GRPC_PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    SERVICE_TOKEN: token,
    KEY_ENCRYPTION_KEYS: keys,
    REDIS_URL: redis,
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: topicPrefix,
    BOOKING_GRPC: `127.0.0.1:${booking.port}`,
    DIRECTORY_GRPC: `127.0.0.1:${directory.port}`,
    CALCOM_FIRST_USE: 'ready',
    CALCOM_BURST_MS: '10',
    // Under load a client may think Redis lost, and is silent for a window then.
    CALCOM_WINDOW_MS: '1000',
    POLL_INTERVAL_MS: '0',
    ...differs,
  }
  const { grpcPort, metricsPort } = await startDriftReconciler(loadConfig(env), scope)
  const options = { addresses: [`127.0.0.1:${grpcPort}`], serviceToken: token, defaultDeadlineMs: 30_000 }
  const drift = grpcClient(DriftServiceClient, options, scope)
  const ready = await until('it to be ready', async () => (await fetch(`http://127.0.0.1:${metricsPort}/readyz`)).ok)
  if (!ready) throw new Error('never ready')

  const eventType = (slug: string, owner = 'alice') => sim.world.eventTypes.find((type) => type.slug === slug && type.owner === owner)!.id
  return {
    sim,
    booking,
    directory,
    drift,
    kafka,
    publisher,
    tenant,
    metricsPort,
    env,
    eventType,
    async publishTenant(value) {
      await publisher.publish(topics.directory, [{ key: value.id, value }])
      const asked = { context: { ...context, tenant: value.id }, fromMs: 1, toMs: 2 }
      const known = (error: unknown) => !(error instanceof AppError && error.code === 'not_found')
      await until('the tenant to be known', () => drift.compareBookings(asked, { tenant: value.id }).then(() => true, known))
    },
    async bookThere(startMs, { slug = 'cut', owner = 'alice', email = `${randomUUID()}@example.com`, metadata = {} } = {}) {
      const body = {
        eventTypeId: eventType(slug, owner),
        start: new Date(startMs).toISOString(),
        attendee: { name: 'Max', email, timeZone: 'Europe/Berlin' },
        metadata,
      }
      const shown = (await sim.control.customer.book(body)) as { uid: string; id: number }
      return { uid: shown.uid, id: shown.id, startMs, appointmentUid: randomUUID() }
    },
    putHere({ uid, id, startMs, appointmentUid }, { appointment = {}, segment = {} } = {}) {
      const one = Appointment.fromPartial({
        uid: appointmentUid,
        id: String(id),
        tenant: TENANT,
        status: STATUS.APPOINTMENT_STATUS_CONFIRMED,
        syncStatus: SYNC.SYNC_STATUS_SYNCED,
        startMs,
        segments: [
          {
            index: 0,
            staffId: 'staff-alice',
            credentialId: 'alice',
            startMs,
            calcomUid: uid,
            calcomStatus: 'accepted',
            calcomStartMs: startMs,
            ...segment,
          },
        ],
        ...appointment,
      })
      booking.appointments.set(one.uid, one)
      return one
    },
  }
}

function tenantOf(sim: CalcomSim, keys: string): Tenant {
  const keyring = createKeyring(keys)
  const people = sim.world.users
  return Tenant.fromPartial({
    id: TENANT,
    version: 1,
    slug: 'salon',
    name: 'Salon',
    active: true,
    timeZone: 'Europe/Berlin',
    staff: people.map(({ username, name, email, id }) => ({
      id: `staff-${username}`,
      slug: username,
      name,
      email,
      calcomUserId: id,
      active: true,
    })),
    credentials: people.map(({ username, key }) => {
      const sealed = keyring.seal(key!, credentialContext(TENANT, username))
      return {
        id: username,
        name: username,
        baseUrl: sim.url,
        encryptedKey: Buffer.from(sealed.bytes),
        keyId: sealed.keyId,
        fingerprint: fingerprint(key!),
        callsPerMinute: 5_000,
      }
    }),
    services: [{ id: '1', slug: 'cut', name: 'Cut', durationMin: 30, active: true }],
    eventMap: sim.world.eventTypes
      .filter(({ slug }) => slug === 'cut')
      .map(({ id, owner }) => ({
        id: String(id),
        serviceId: '1',
        staffId: `staff-${owner}`,
        eventTypeId: String(id),
        credentialId: owner ?? '',
        hostStaffIds: [`staff-${owner}`],
      })),
  })
}
