import { REDIS_DATABASES } from '@calbridge/devstack'
import { ask } from './run/ask.ts'

// What a Redis has unless it is told otherwise.
const DEFAULT_DATABASES = 16

/**
 * A URL to the run's Redis, each call to a numbered database of its own. FLUSHDB is safe there; FLUSHALL is not, and channels
 * and scripts are shared: name channels by a tenant of the test, and take `ownRedis()` to flush or stop it.
 */
export async function redisUrl(): Promise<string> {
  const { address, source, serial } = await ask('redis')
  const url = new URL(address)
  url.pathname = `/${serial % (source === 'environment' ? DEFAULT_DATABASES : REDIS_DATABASES)}`
  return url.href
}
