import { readEnv } from '@calbridge/core'

export const loadConfig = (source: Record<string, string | undefined> = process.env) =>
  readEnv(source, (env) => ({
    host: env.text('HOST', '0.0.0.0'),
    grpcPort: env.port('GRPC_PORT', 50_052),
    metricsPort: env.port('METRICS_PORT', 9_102),
    logLevel: env.text('LOG_LEVEL', 'info'),
    serviceToken: env.text('SERVICE_TOKEN'),
    reflection: env.flag('GRPC_REFLECTION'),
    mysql: { url: env.text('MYSQL_URL'), poolMax: env.int('MYSQL_POOL_MAX', { fallback: 32, min: 2 }) },
    redisUrl: env.text('REDIS_URL'),
    // Far above what a healthy Redis takes, far below what a caller would notice.
    redisTimeoutMs: env.int('REDIS_TIMEOUT_MS', { fallback: 250, min: 10 }),
    kafka: {
      brokers: env.list('KAFKA_BROKERS'),
      groupId: env.text('KAFKA_GROUP_ID', 'booking'),
      topicPrefix: env.text('KAFKA_TOPIC_PREFIX', ''),
    },
    outboxPollMs: env.int('OUTBOX_POLL_MS', { fallback: 500, min: 10 }),
    // Cal.com lets event types limit it further; this is the bound of a phone call's common sense.
    horizonDays: env.int('BOOKING_HORIZON_DAYS', { fallback: 365, min: 1 }),
    // While Redis is gone; else the commit's message wakes the waiter, and the slower one is for a message lost in silence.
    rereadMs: env.int('WAIT_REREAD_MS', { fallback: 250, min: 10 }),
    heardRereadMs: env.int('WAIT_HEARD_REREAD_MS', { fallback: 2_000, min: 10 }),
    // A key whose process died is taken over after the wait and this.
    idempotencyLockMs: env.int('IDEMPOTENCY_LOCK_MS', { fallback: 30_000, min: 100 }),
  }))

export type Config = ReturnType<typeof loadConfig>
