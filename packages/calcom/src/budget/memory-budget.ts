import type { Clock } from '@calbridge/core'
import { type Budget, type BudgetLimits, CALCOM_LIMITS } from '../budget.ts'
import { acquire } from './acquire.ts'
import { Ledger } from './ledger.ts'

/** The budget for one process, in memory: tests and the simulation. */
export function memoryBudget({
  clock,
  limits: given = {},
}: {
  readonly clock: Clock
  readonly limits?: Partial<BudgetLimits> | undefined
}): Budget {
  const limits = { ...CALCOM_LIMITS, ...given }
  const ledger = new Ledger(limits)
  let asked = 0
  const asking = {
    ask: async (ask: Parameters<Ledger['ask']>[0]) => ledger.ask(ask, clock.monotonic()),
    leave: async (id: string) => ledger.leave(id),
  }
  return {
    acquire: (request) => acquire(asking, { id: String(asked++), clock, limits }, request),
    report: async (report) => ledger.report(report, clock.monotonic()),
    usage: async () => ledger.usage(clock.monotonic()),
  }
}
