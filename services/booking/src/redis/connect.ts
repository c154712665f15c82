import type { Log, Scope } from '@calbridge/core'
import { Redis } from 'ioredis'

// Far above what a healthy Redis takes, far below what a caller would notice twice.
const SILENT_MS = 250

/**
 * A connection that is never waited for long: while Redis is gone commands fail at once, one that is silent is given up, and
 * it comes back by itself.
 */
export function connectRedis(url: string, log: Log, scope: Scope): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: SILENT_MS,
    connectTimeout: 2_000,
    autoResubscribe: false,
    retryStrategy: (attempt) => Math.min(2_000, attempt * 100),
  })
  redis.on('error', (error: Error) => log.warn({ err: error }, 'redis'))
  scope.defer('redis', () => redis.disconnect())
  return redis
}
