import type { Clock } from '@calbridge/core'
import type { BudgetLimits, Permit, PermitRequest } from '../budget.ts'
import { type Answer, type Ask, sleepMs } from './ledger.ts'

export interface Asking {
  ask(ask: Ask): Promise<Answer>
  leave(id: string): Promise<void>
}

/** A permit that came too late is spent; after so many in a row the way to the ledger is too slow to send at all. */
const VOID_PERMITS_MAX = 3

/**
 * Asks until a permit is granted, the time for waiting is over, or the caller's signal aborts. Between two asks it
 * sleeps for as long as the ledger foresees, so that waiting costs few questions.
 */
export async function acquire(
  ledger: Asking,
  { id, clock, limits }: { id: string; clock: Clock; limits: BudgetLimits },
  { priority, tenant = '', signal, maxWaitMs }: PermitRequest,
): Promise<Permit> {
  const startedMs = clock.monotonic()
  const cancelled: Permit = { granted: false, retryAfterMs: 0, reason: 'cancelled' }
  let voided = 0
  for (let first = true; !signal?.aborted; first = false) {
    const askedMs = clock.monotonic()
    const waitMs = Math.max(0, maxWaitMs - (askedMs - startedMs))
    const answer = await ledger.ask({ id, priority, tenant, first, waitMs })
    if (answer.granted) {
      const validUntilMs = askedMs + limits.permitMs
      if (clock.monotonic() <= validUntilMs) return { granted: true, validUntilMs }
      if (++voided >= VOID_PERMITS_MAX) return { granted: false, retryAfterMs: limits.leaseMs, reason: 'window' }
      continue
    }
    if (answer.retryAfterMs > waitMs || answer.reason === 'queue') return answer
    try {
      await clock.sleep(sleepMs(limits, answer.retryAfterMs), signal)
    } catch {
      break
    }
  }
  await ledger.leave(id)
  return cancelled
}
