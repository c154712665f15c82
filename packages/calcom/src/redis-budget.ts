import type { Clock } from '@calbridge/core'
import type { Redis } from 'ioredis'
import type { Budget, BudgetLimits } from './budget.ts'

export interface RedisBudgetOptions {
  readonly redis: Redis
  /** `fingerprint(key)`: the credential's name in Redis. */
  readonly fingerprint: string
  readonly clock: Clock
  readonly random?: (() => number) | undefined
  readonly limits?: Partial<BudgetLimits> | undefined
}

/** The budget that all processes share, on Redis' own clock. */
export function redisBudget(_options: RedisBudgetOptions): Budget {
  throw new Error('not yet')
}
