import type { Redis } from 'ioredis'
import type { Breaker, BreakerLimits } from './breaker.ts'

export interface RedisBreakerOptions {
  readonly redis: Redis
  readonly fingerprint: string
  readonly limits?: Partial<BreakerLimits> | undefined
}

/** The breaker that all processes share. */
export function redisBreaker(_options: RedisBreakerOptions): Breaker {
  throw new Error('not yet')
}
