import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { topics } from '@calbridge/contracts'
import { connectKafka, ensureTopics } from '@calbridge/kafka'
import { migrateAll } from '@calbridge/mysql'
import { freeTopic, kafkaBrokers, mysqlUrl, redisUrl } from '@calbridge/testkit'

export const SERVICE_TOKEN = 'test-service-token-of-thirty-two-characters'

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))

/** The environment of a gateway on the run's real servers, its tables and topics made; nothing of it is shared with another test. */
export async function gatewayEnvironment(engine: 'mariadb' | 'mysql8' = 'mariadb') {
  const [brokers, mysql, redis] = await Promise.all([kafkaBrokers(), mysqlUrl({ engine }), redisUrl()])
  const topicPrefix = freeTopic('gateway')
  const kafka = connectKafka({ brokers, clientId: 'gateway-test', topicPrefix })
  await Promise.all([migrateAll(mysql, [MIGRATIONS]), ensureTopics(kafka, [topics.directory], { partitions: 2, replicationFactor: 1 })])
  const environment = {
    HOST: '127.0.0.1',
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    METRICS_PORT: '0',
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: topicPrefix,
    MYSQL_URL: mysql,
    REDIS_URL: redis,
    SERVICE_TOKEN,
    KEY_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    // Nobody listens there unless a test says otherwise.
    BOOKING_GRPC: '127.0.0.1:9',
    AVAILABILITY_GRPC: '127.0.0.1:9',
    WEBHOOK_INGEST_GRPC: '127.0.0.1:9',
    ENVIRONMENT: 'test',
    LOG_LEVEL: 'silent',
  }
  return { environment, kafka, mysql }
}
