import type { Clock } from '@calbridge/core'
import { BREAKER_KINDS, BREAKER_LIMITS, type Breaker, type BreakerKind, type BreakerLimits } from '../breaker.ts'
import { Circuit } from './circuit.ts'

/** The breaker for one process, in memory: tests, the simulation, and each process while Redis is lost. */
export function memoryBreaker({
  clock,
  limits: given = {},
}: {
  readonly clock: Clock
  readonly limits?: Partial<BreakerLimits> | undefined
}): Breaker {
  const limits = { ...BREAKER_LIMITS, ...given }
  const circuits = Object.fromEntries(BREAKER_KINDS.map((kind) => [kind, new Circuit(limits)])) as Record<BreakerKind, Circuit>
  return {
    enter: async (kind) => circuits[kind].enter(clock.monotonic()),
    record: async (kind, outcome, pass) => {
      if (pass.allowed) circuits[kind].record(outcome, pass, clock.monotonic())
    },
    status: async (kind) => circuits[kind].status(clock.monotonic()),
    reset: async (kind) => circuits[kind].reset(),
  }
}
