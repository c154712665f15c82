import { readEnv } from '@calbridge/core'

const positive = (fallback: number) => ({ fallback, min: 1 })

export const loadConfig = (source: Record<string, string | undefined> = process.env) =>
  readEnv(source, (env) => ({
    host: env.text('HOST', '0.0.0.0'),
    grpcPort: env.port('GRPC_PORT', 50_055),
    metricsPort: env.port('METRICS_PORT', 9_105),
    logLevel: env.text('LOG_LEVEL', 'info'),
    serviceToken: env.text('SERVICE_TOKEN'),
    reflection: env.flag('GRPC_REFLECTION'),
    redisUrl: env.text('REDIS_URL'),
    keyEncryptionKeys: env.text('KEY_ENCRYPTION_KEYS'),
    kafka: { brokers: env.list('KAFKA_BROKERS'), topicPrefix: env.text('KAFKA_TOPIC_PREFIX', '') },
    booking: { addresses: env.list('BOOKING_GRPC'), defaultDeadlineMs: env.int('BOOKING_DEADLINE_MS', positive(5_000)) },
    directory: { addresses: env.list('DIRECTORY_GRPC'), defaultDeadlineMs: env.int('DIRECTORY_DEADLINE_MS', positive(10_000)) },
    compare: {
      // Differences looked at once more on both sides before they are told; what is beyond is told as first seen.
      secondLooks: env.int('COMPARE_SECOND_LOOKS', { fallback: 50, min: 0 }),
      maxRangeDays: env.int('COMPARE_MAX_RANGE_DAYS', positive(400)),
      // Of one credential, and here: beyond that a range is refused, so that a comparison always ends.
      maxBookings: env.int('COMPARE_MAX_BOOKINGS', positive(20_000)),
    },
    poll: {
      // Of each credential, over all replicas. 0: none.
      intervalMs: env.int('POLL_INTERVAL_MS', { fallback: 60_000, min: 0 }),
      // A webhook is sent within its change: whoever has not come by then is lost or late, and twice does no harm.
      settleMs: env.int('POLL_SETTLE_MS', { fallback: 10_000, min: 0 }),
      // From where to read when the cursor is lost, or there was none.
      lookBackMs: env.int('POLL_LOOK_BACK_MS', positive(86_400_000)),
      maxPages: env.int('POLL_MAX_PAGES', positive(20)),
      take: env.int('POLL_TAKE', { fallback: 250, min: 1, max: 250 }),
      concurrency: env.int('POLL_CONCURRENCY', positive(4)),
      // How long one poll may take in all.
      timeoutMs: env.int('POLL_TIMEOUT_MS', positive(45_000)),
    },
    calcom: {
      readTimeoutMs: env.int('CALCOM_READ_TIMEOUT_MS', positive(30_000)),
      // `ready` is for installations whose keys are known to be new; see the budget's firstUse.
      firstUse: env.text('CALCOM_FIRST_USE', 'silent') === 'ready' ? ('ready' as const) : ('silent' as const),
      windowMs: env.optional('CALCOM_WINDOW_MS') === undefined ? undefined : env.int('CALCOM_WINDOW_MS', { min: 1 }),
      burstMs: env.optional('CALCOM_BURST_MS') === undefined ? undefined : env.int('CALCOM_BURST_MS', { min: 1 }),
      blockMs: env.optional('CALCOM_BLOCK_MS') === undefined ? undefined : env.int('CALCOM_BLOCK_MS', { min: 1 }),
    },
  }))

export type Config = ReturnType<typeof loadConfig>
