import { readEnv } from '@calbridge/core'
import { SETTINGS } from './domain/settings.ts'

const positive = (fallback: number) => ({ fallback, min: 1 })

export const loadConfig = (source: Record<string, string | undefined> = process.env) =>
  readEnv(source, (env) => ({
    host: env.text('HOST', '0.0.0.0'),
    grpcPort: env.port('GRPC_PORT', 50_053),
    metricsPort: env.port('METRICS_PORT', 9_103),
    logLevel: env.text('LOG_LEVEL', 'info'),
    serviceToken: env.text('SERVICE_TOKEN'),
    reflection: env.flag('GRPC_REFLECTION'),
    mysql: { url: env.text('MYSQL_URL'), poolMax: env.int('MYSQL_POOL_MAX', { fallback: 16, min: 2 }) },
    redisUrl: env.text('REDIS_URL'),
    keyEncryptionKeys: env.text('KEY_ENCRYPTION_KEYS'),
    kafka: {
      brokers: env.list('KAFKA_BROKERS'),
      groupId: env.text('KAFKA_GROUP_ID', 'sync-worker'),
      topicPrefix: env.text('KAFKA_TOPIC_PREFIX', ''),
    },
    booking: { addresses: env.list('BOOKING_GRPC'), defaultDeadlineMs: env.int('BOOKING_DEADLINE_MS', positive(5_000)) },
    scheduler: {
      pollMs: env.int('SYNC_POLL_MS', positive(250)),
      leaseMs: env.int('SYNC_LEASE_MS', positive(15_000)),
      concurrency: env.int('SYNC_CONCURRENCY', positive(16)),
      perCredential: env.int('SYNC_PER_CREDENTIAL', positive(4)),
    },
    settings: {
      retryDelaysMs: env.list('SYNC_RETRY_DELAYS_MS', SETTINGS.retryDelaysMs.map(String)).map(Number),
      outageMinMs: env.int('SYNC_OUTAGE_MIN_MS', positive(SETTINGS.outageMinMs)),
      outageMaxMs: env.int('SYNC_OUTAGE_MAX_MS', positive(SETTINGS.outageMaxMs)),
      unauthorisedMs: env.int('SYNC_UNAUTHORISED_MS', positive(SETTINGS.unauthorisedMs)),
      writeTimeoutMs: env.int('SYNC_WRITE_TIMEOUT_MS', positive(SETTINGS.writeTimeoutMs)),
      budgetWaitMs: env.int('SYNC_BUDGET_WAIT_MS', positive(SETTINGS.budgetWaitMs)),
      lookUpSoonMs: env.int('SYNC_LOOK_UP_SOON_MS', positive(SETTINGS.lookUpSoonMs)),
      absentAfterMs: env.int('SYNC_ABSENT_AFTER_MS', positive(SETTINGS.absentAfterMs)),
      absentAgainMs: env.int('SYNC_ABSENT_AGAIN_MS', positive(SETTINGS.absentAgainMs)),
      retriesAfterUnknown: env.int('SYNC_RETRIES_AFTER_UNKNOWN', { fallback: SETTINGS.retriesAfterUnknown, min: 0 }),
    },
    calcom: {
      readTimeoutMs: env.int('CALCOM_READ_TIMEOUT_MS', positive(10_000)),
      // `ready` is for installations whose keys are known to be new; see the budget's firstUse.
      firstUse: env.text('CALCOM_FIRST_USE', 'silent') === 'ready' ? ('ready' as const) : ('silent' as const),
      windowMs: env.optional('CALCOM_WINDOW_MS') === undefined ? undefined : env.int('CALCOM_WINDOW_MS', { min: 1 }),
      burstMs: env.optional('CALCOM_BURST_MS') === undefined ? undefined : env.int('CALCOM_BURST_MS', { min: 1 }),
      blockMs: env.optional('CALCOM_BLOCK_MS') === undefined ? undefined : env.int('CALCOM_BLOCK_MS', { min: 1 }),
      breakerOpenMs: env.optional('CALCOM_BREAKER_OPEN_MS') === undefined ? undefined : env.int('CALCOM_BREAKER_OPEN_MS', { min: 1 }),
    },
  }))

export type Config = ReturnType<typeof loadConfig>
