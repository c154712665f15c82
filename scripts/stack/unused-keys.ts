import { fingerprint, redisBudget } from '@calbridge/calcom'
import type { BuiltWorld } from '@calbridge/calcom-sim'
import { systemClock } from '@calbridge/core'
import { Redis } from 'ioredis'

/**
 * Without a memory of the last minute a budget keeps silent for one, as the key may have been used. The simulated Cal.com
 * begins with this stack and counts from zero: here, and only here, that is known to be needless. To be said before any
 * service hears of the keys.
 */
export async function declareKeysUnused(redisUrl: string, { users }: Pick<BuiltWorld, 'users'>): Promise<void> {
  const redis = new Redis(redisUrl)
  try {
    await Promise.all(
      users.flatMap(({ keys }) =>
        keys.map((key) => redisBudget({ redis, fingerprint: fingerprint(key), clock: systemClock, firstUse: 'ready' }).usage()),
      ),
    )
  } finally {
    redis.disconnect()
  }
}
