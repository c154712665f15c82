import { randomBytes, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createKeyring, fingerprint } from '@calbridge/calcom'
import { type CalcomSim, startCalcomSim, type WorldSpec } from '@calbridge/calcom-sim'
import { AppointmentEvent, credentialContext, Origin, recordKey, SyncPlan, Tenant, topics } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { connectKafka, ensureTopics, type Publisher, startPublisher } from '@calbridge/kafka'
import { type Database, migrateAll, openDatabase } from '@calbridge/mysql'
import { kafkaBrokers, mysqlUrl, redisUrl } from '@calbridge/testkit'
import { bookingStandIn, type StandIn } from './booking-stand-in.ts'
import { PENDING, SYNC_PENDING } from './statuses.ts'

const TENANT = '1'
const CREDENTIAL = 'alice'
const migrations = fileURLToPath(new URL('../../migrations', import.meta.url))

const EVERY_DAY = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const hours = (userName: string) => ({
  username: userName,
  timeZone: 'UTC',
  schedules: [
    { name: 'Hours', timeZone: 'UTC', isDefault: true, availability: [{ days: EVERY_DAY, startTime: '08:00', endTime: '18:00' }] },
  ],
})
const SALON: WorldSpec = {
  users: [
    {
      ...hours('alice'),
      rateLimit: { limit: 5_000 },
      eventTypes: [
        { title: 'Cut', slug: 'cut', lengthInMinutes: 30 },
        { title: 'Confirmed', slug: 'confirmed', lengthInMinutes: 30, confirmationPolicy: { type: 'always' } },
      ],
    },
    hours('bob'),
  ],
  teams: [
    {
      name: 'Both',
      members: ['alice', 'bob'],
      eventTypes: [
        { title: 'Any', slug: 'any', lengthInMinutes: 30, schedulingType: 'roundRobin', hosts: [{ user: 'alice' }, { user: 'bob' }] },
      ],
    },
  ],
}

export interface Stack {
  readonly env: Record<string, string>
  readonly sim: CalcomSim
  readonly booking: StandIn
  readonly db: Database
  readonly publisher: Publisher
  eventType(slug: string): number
  /** A new appointment at booking; gives its uid. */
  appointment(slug: string, startMs: number): string
  publish(uid: string, kind: 'booked' | 'rescheduled' | 'cancelled', with_?: { origin?: Origin; times?: number }): Promise<void>
  jobs(uid: string): Promise<{ state: string; known_failures: number; change_id: string; error_code: string }[]>
}

/** Everything around a sync-worker: MySQL, Kafka, Redis, a Cal.com, and a stand-in for booking. Windows are short. */
export async function startStack(scope: Scope, { engine = 'mariadb' as 'mariadb' | 'mysql8' } = {}): Promise<Stack> {
  const token = randomBytes(32).toString('hex')
  const keys = `k1:${randomBytes(32).toString('base64')}`
  const prefix = `sync-${randomUUID()}.`
  const [url, brokers, redis] = await Promise.all([mysqlUrl({ engine }), kafkaBrokers(), redisUrl()])
  await migrateAll(url, [migrations])
  const db = openDatabase({ url, poolMax: 4 }, scope)
  const sim = await startCalcomSim({ world: SALON, raceWindowMs: 100 })
  scope.defer('calcom-sim', () => sim.close())
  const booking = await bookingStandIn(token, scope)

  const kafka = connectKafka({ brokers, clientId: 'test', topicPrefix: prefix })
  await ensureTopics(kafka, [topics.appointments, topics.directory], { partitions: 2, replicationFactor: 1 })
  const publisher = await startPublisher(kafka, scope)
  const key = sim.world.users.find(({ username }) => username === 'alice')!.key!
  const sealed = createKeyring(keys).seal(key, credentialContext(TENANT, CREDENTIAL))
  const credential = {
    id: CREDENTIAL,
    name: 'Alice',
    baseUrl: sim.url,
    encryptedKey: Buffer.from(sealed.bytes),
    keyId: sealed.keyId,
    fingerprint: fingerprint(key),
    callsPerMinute: 5_000,
  }
  await publisher.publish(topics.directory, [
    { key: TENANT, value: Tenant.fromPartial({ id: TENANT, version: 1, active: true, credentials: [credential] }) },
  ])

  const eventType = (slug: string) => sim.world.eventTypes.find((type) => type.slug === slug)!.id
  // Cal.com takes two round-robin bookings for one phone number and time for one and the same.
  let count = 0
  const segmentsOf = (uid: string) => booking.plan(uid).appointment!.segments
  return {
    env: {
      HOST: '127.0.0.1',
      GRPC_PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
      SERVICE_TOKEN: token,
      KEY_ENCRYPTION_KEYS: keys,
      MYSQL_URL: url,
      REDIS_URL: redis,
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_TOPIC_PREFIX: prefix,
      BOOKING_GRPC: `127.0.0.1:${booking.port}`,
      BOOKING_DEADLINE_MS: '1000',
      CALCOM_FIRST_USE: 'ready',
      CALCOM_BURST_MS: '10',
      CALCOM_BREAKER_OPEN_MS: '200', // the failures of one test are not the next one's
      SYNC_POLL_MS: '50',
      SYNC_LEASE_MS: '1000',
      SYNC_RETRY_DELAYS_MS: '200,400,800',
      SYNC_OUTAGE_MIN_MS: '100',
      SYNC_OUTAGE_MAX_MS: '500',
      SYNC_WRITE_TIMEOUT_MS: '1000',
      SYNC_BUDGET_WAIT_MS: '1500',
      SYNC_LOOK_UP_SOON_MS: '100',
      SYNC_ABSENT_AFTER_MS: '3000',
      SYNC_ABSENT_AGAIN_MS: '800',
    },
    sim,
    booking,
    db,
    publisher,
    eventType,
    appointment(slug, startMs) {
      const uid = randomUUID()
      const segment = { index: 0, eventTypeId: String(eventType(slug)), credentialId: CREDENTIAL, startMs, endMs: startMs + 1_800_000 }
      const customer = {
        name: 'Anna Test',
        email: '',
        phone: `+49151${String(++count).padStart(8, '0')}`,
        timeZone: 'Europe/Berlin',
        language: 'de',
      }
      const state = { status: PENDING, syncStatus: SYNC_PENDING, version: 1 }
      const appointment = { uid, id: '4711', tenant: TENANT, ...state, segments: [segment], customer, timeZone: 'Europe/Berlin' }
      booking.put(
        SyncPlan.fromPartial({
          appointment,
          changeId: randomUUID(),
          changeOrigin: Origin.ORIGIN_API,
          attendeeEmail: `a-${uid}@salon.invalid`,
        }),
      )
      return uid
    },
    async publish(uid, kind, { origin = Origin.ORIGIN_API, times = 1 } = {}) {
      const { appointment, changeId } = booking.plan(uid)
      const meta = {
        id: randomUUID(),
        changeId,
        origin,
        version: appointment!.version,
        occurredAtMs: Date.now(),
        tenant: TENANT,
        appointmentUid: uid,
      }
      const segments = segmentsOf(uid).map(({ index, eventTypeId, credentialId, startMs, endMs }) => ({
        index,
        eventTypeId,
        credentialId,
        startMs,
        endMs,
      }))
      const value = kind === 'rescheduled' ? { before: segments, after: segments } : { segments }
      const event = AppointmentEvent.fromPartial({ meta, kind: { $case: kind, value } as NonNullable<AppointmentEvent['kind']> })
      await publisher.publish(
        topics.appointments,
        Array.from({ length: times }, () => ({ key: recordKey(TENANT, uid), value: event })),
      )
    },
    jobs: (uid) =>
      db('sync_jobs').where({ appointment_uid: uid }).orderBy('id').select('state', 'known_failures', 'change_id', 'error_code'),
  }
}
