import type { Log, Scope } from '@calbridge/core'
import { Redis } from 'ioredis'

/**
 * A connection that a look-up never waits for long: while Redis is gone commands fail at once, and it comes back by itself. A service may start before Redis does.
 */
export async function connectRedis(url: string, log: Log, scope: Scope): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    retryStrategy: (attempt) => Math.min(1_000, attempt * 50),
  })
  redis.on('error', (error: Error) => log.warn({ err: error }, 'redis'))
  scope.defer('redis', () => redis.disconnect())
  await redis.connect().catch(() => {}) // told by the error event, and tried again
  return redis
}
