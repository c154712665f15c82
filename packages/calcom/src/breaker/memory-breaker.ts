import type { Clock } from '@calbridge/core'
import { BREAKER_LIMITS, type Breaker, type BreakerLimits, type BreakerState } from '../breaker.ts'

/** The breaker for one process, in memory: tests and the simulation. The Lua script of the Redis breaker does the same. */
export function memoryBreaker({
  clock,
  limits: given = {},
}: {
  readonly clock: Clock
  readonly limits?: Partial<BreakerLimits> | undefined
}): Breaker {
  const limits = { ...BREAKER_LIMITS, ...given }
  let state: BreakerState = 'closed'
  let failures = 0
  let successes = 0
  let openedAtMs = 0
  let probeAtMs: number | undefined

  const waitMs = (): number => {
    const nowMs = clock.monotonic()
    if (state === 'open') return Math.max(0, openedAtMs + limits.openMs - nowMs)
    if (state === 'half_open' && probeAtMs !== undefined) return Math.max(0, probeAtMs + limits.probeMs - nowMs)
    return 0
  }
  const open = (): void => {
    state = 'open'
    openedAtMs = clock.monotonic()
    successes = 0
    probeAtMs = undefined
  }
  const close = (): void => {
    state = 'closed'
    failures = 0
    successes = 0
    probeAtMs = undefined
  }

  return {
    enter: async () => {
      const retryAfterMs = waitMs()
      if (retryAfterMs > 0) return { allowed: false, retryAfterMs }
      if (state === 'closed') return { allowed: true, probe: false }
      state = 'half_open'
      probeAtMs = clock.monotonic()
      return { allowed: true, probe: true }
    },
    record: async (outcome, pass) => {
      if (!pass.allowed) return
      if (pass.probe && state === 'half_open') {
        probeAtMs = undefined
        if (outcome === 'failure') open()
        else if (outcome === 'success' && ++successes >= limits.successesToClose) close()
        return
      }
      if (state !== 'closed') return // an answer from before it opened says nothing about now
      if (outcome === 'success') failures = 0
      else if (outcome === 'failure' && ++failures >= limits.failuresToOpen) open()
    },
    status: async () => ({ state, failures, successes, retryAfterMs: Math.ceil(waitMs()) }),
    reset: async () => close(),
  }
}
