import type { Log, Scope } from '@calbridge/core'
import { Redis } from 'ioredis'

export interface RedisOptions {
  readonly url: string
  readonly log: Log
  /** A command that takes longer fails; without it a hanging Redis is waited for. */
  readonly commandTimeoutMs?: number | undefined
  /** Subscribes again by itself after a reconnect. Off for whoever must know that news was missed. Default true. */
  readonly resubscribe?: boolean | undefined
}

/**
 * A connection that nobody waits for: while Redis is gone commands fail at once, and it comes back by itself.
 * A service may start before Redis does. Resolves when connected, or when the first try has failed.
 */
export async function connectRedis({ url, log, commandTimeoutMs, resubscribe = true }: RedisOptions, scope: Scope): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: resubscribe,
    retryStrategy: (attempt) => Math.min(1_000, attempt * 50),
    ...(commandTimeoutMs !== undefined && { commandTimeout: commandTimeoutMs }),
  })
  redis.on('error', (error: Error) => log.warn({ err: error }, 'redis'))
  scope.defer('redis', () => redis.disconnect())
  await redis.connect().catch(() => undefined) // told by the error event, and tried again
  return redis
}
