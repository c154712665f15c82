import type { Log, Scope } from '@calbridge/core'
import { Redis } from 'ioredis'

/** A connection that is never waited for: while Redis is gone commands fail at once, and it comes back by itself. */
export function connectRedis(url: string, log: Log, scope: Scope): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(2_000, attempt * 100),
  })
  redis.on('error', (error: Error) => log.warn({ err: error }, 'redis'))
  scope.defer('redis', () => redis.disconnect())
  return redis
}
