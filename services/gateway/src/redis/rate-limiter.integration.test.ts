import { systemClock } from '@calbridge/core'
import { redisUrl } from '@calbridge/testkit'
import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import { describeRateLimiter } from '../domain/rate-limiter.contract.ts'
import { redisRateLimiter } from './rate-limiter.ts'

describeRateLimiter('redis', async () => {
  const redis = new Redis(await redisUrl())
  onTestFinished(async () => void (await redis.quit()))
  // Redis has its own clock: this is the one place that waits for it.
  return { limiter: redisRateLimiter(redis), pass: (ms) => systemClock.sleep(ms) }
})
