import { readEnv } from '@calbridge/core'

export const loadConfig = (source: Record<string, string | undefined> = process.env) =>
  readEnv(source, (env) => ({
    host: env.text('HOST', '0.0.0.0'),
    grpcPort: env.port('GRPC_PORT', 50_054),
    metricsPort: env.port('METRICS_PORT', 9_104),
    logLevel: env.text('LOG_LEVEL', 'info'),
    serviceToken: env.text('SERVICE_TOKEN'),
    keyEncryptionKeys: env.text('KEY_ENCRYPTION_KEYS'),
    reflection: env.flag('GRPC_REFLECTION'),
    mysql: { url: env.text('MYSQL_URL'), poolMax: env.int('MYSQL_POOL_MAX', { fallback: 16, min: 2 }) },
    kafka: { brokers: env.list('KAFKA_BROKERS'), topicPrefix: env.text('KAFKA_TOPIC_PREFIX', '') },
    outboxPollMs: env.int('OUTBOX_POLL_MS', { fallback: 500, min: 10 }),
    // Cal.com waits for the answer inside its own request: past this it hears 503.
    storeMs: env.int('STORE_TIMEOUT_MS', { fallback: 800, min: 10 }),
    maxBodyBytes: env.int('MAX_BODY_BYTES', { fallback: 1_048_576, min: 1 }),
    // The same content, sent to the same URL at two levels, differs by milliseconds in createdAt alone.
    sameContentMs: env.int('SAME_CONTENT_MS', { fallback: 5_000, min: 0 }),
  }))

export type Config = ReturnType<typeof loadConfig>
