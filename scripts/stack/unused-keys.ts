import { redisBudget } from '@calbridge/calcom'
import type { Tenant } from '@calbridge/contracts'
import { systemClock } from '@calbridge/core'
import { Redis } from 'ioredis'

/**
 * Without a memory of the last minute a budget keeps silent for one, as the key may have been used. The simulated Cal.com
 * begins with this stack and counts from zero: here, and only here, that is known to be needless.
 */
export async function declareKeysUnused(redisUrl: string, { credentials }: Tenant): Promise<void> {
  const redis = new Redis(redisUrl)
  try {
    await Promise.all(
      credentials.map(({ fingerprint }) => redisBudget({ redis, fingerprint, clock: systemClock, firstUse: 'ready' }).usage()),
    )
  } finally {
    redis.disconnect()
  }
}
