import type { Clock } from '@calbridge/core'
import type { Breaker, BreakerLimits } from './breaker.ts'

/** The same breaker for one process: tests and the simulation. */
export function memoryBreaker(_options: { readonly clock: Clock; readonly limits?: Partial<BreakerLimits> | undefined }): Breaker {
  throw new Error('not yet')
}
