import { readEnv } from '@calbridge/core'

export const loadConfig = (source = process.env) =>
  readEnv(source, (env) => ({
    host: env.text('HOST', '0.0.0.0'),
    httpPort: env.port('HTTP_PORT', 8_080),
    grpcPort: env.port('GRPC_PORT', 50_051),
    metricsPort: env.port('METRICS_PORT', 9_464),
    environment: env.text('ENVIRONMENT', 'production'),
    logLevel: env.text('LOG_LEVEL', 'info'),
    reflection: env.flag('GRPC_REFLECTION', false),
    kafka: { brokers: env.list('KAFKA_BROKERS'), topicPrefix: env.optional('KAFKA_TOPIC_PREFIX') },
    mysql: { url: env.text('MYSQL_URL'), poolMax: env.int('MYSQL_POOL_MAX', { fallback: 5, min: 2 }) },
    redisUrl: env.text('REDIS_URL'),
    serviceToken: env.text('SERVICE_TOKEN'),
    keyEncryptionKeys: env.text('KEY_ENCRYPTION_KEYS'),
    bookingGrpc: env.list('BOOKING_GRPC'),
    availabilityGrpc: env.list('AVAILABILITY_GRPC'),
    webhookIngestGrpc: env.list('WEBHOOK_INGEST_GRPC'),
    /** What a look-up may take, from the request to the answer of availability. */
    lookUpMs: env.int('LOOK_UP_TIMEOUT_MS', { fallback: 1_500, min: 1 }),
    /** What a booking, a move or a cancellation may take beyond the wait that the caller chose. */
    writeMs: env.int('WRITE_TIMEOUT_MS', { fallback: 4_000, min: 1 }),
    /** Cal.com waits for this answer inside its own request: say 503 within a second rather than keep it. */
    webhookMs: env.int('WEBHOOK_TIMEOUT_MS', { fallback: 900, min: 1 }),
    /** How long a client may take to send a body. */
    bodyMs: env.int('BODY_TIMEOUT_MS', { fallback: 10_000, min: 1 }),
    /** How long Redis may take to count a request; then this process counts alone. */
    limiterMs: env.int('LIMITER_TIMEOUT_MS', { fallback: 100, min: 1 }),
  }))

export type Config = ReturnType<typeof loadConfig>
