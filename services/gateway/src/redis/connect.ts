import { describe, type Log, type Scope } from '@calbridge/core'
import { Redis } from 'ioredis'

/** Connects in the background and never queues: without Redis a command fails at once, and within `commandMs` when Redis hangs. */
export function connectRedis({ url, commandMs, log }: { url: string; commandMs: number; log: Log }, scope: Scope): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandMs,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)),
  })
  redis.on('error', (error) => log.debug({ error: describe(error) }, 'redis connection'))
  scope.defer('redis', () => redis.disconnect())
  return redis
}
