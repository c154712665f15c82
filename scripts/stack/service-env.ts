import type { Servers } from '@calbridge/devstack'
import { grpcAddresses, type Instance } from './instances.ts'
import type { Secrets } from './secrets.ts'

export interface EnvOptions {
  readonly servers: Servers
  readonly secrets: Secrets
  readonly instances: readonly Instance[]
  readonly logLevel: string
  /** Over all else. */
  readonly env?: Readonly<Record<string, string>>
}

/** The whole configuration of one process; every service reads the same names. */
export function serviceEnv(instance: Instance, { servers, secrets, instances, logLevel, env }: EnvOptions): Record<string, string> {
  const at = (service: Instance['service']): string => grpcAddresses(instances, service).join(',')
  return {
    HOST: '127.0.0.1',
    GRPC_PORT: String(instance.grpcPort),
    METRICS_PORT: String(instance.metricsPort),
    HTTP_PORT: String(instance.httpPort),
    GRPC_REFLECTION: 'true',
    ENVIRONMENT: 'development',
    LOG_LEVEL: logLevel,
    OTEL_SERVICE_NAME: instance.service,
    KAFKA_BROKERS: servers.kafkaBrokers.join(','),
    MYSQL_URL: servers.mysqlUrl,
    REDIS_URL: servers.redisUrl,
    SERVICE_TOKEN: secrets.serviceToken,
    KEY_ENCRYPTION_KEYS: secrets.keyEncryptionKeys,
    DIRECTORY_GRPC: at('gateway'),
    BOOKING_GRPC: at('booking'),
    AVAILABILITY_GRPC: at('availability'),
    WEBHOOK_INGEST_GRPC: at('webhook-ingest'),
    DRIFT_GRPC: at('drift-reconciler'),
    ...env,
  }
}
