import { expect, it } from 'vitest'
import { loadConfig } from './config.ts'

const DAY_MS = 86_400_000

const config = loadConfig({
  SERVICE_TOKEN: 'token-of-a-test',
  KEY_ENCRYPTION_KEYS: 'k1',
  BOOKING_GRPC: 'localhost:1',
  KAFKA_BROKERS: 'localhost:1',
  MYSQL_URL: 'mysql://localhost/x',
  REDIS_URL: 'redis://localhost',
})

it('tells an appointment’s older event apart for the week that Kafka keeps it', () => {
  expect(config.claims.guardTtlMs).toBeGreaterThanOrEqual(7 * DAY_MS)
})
