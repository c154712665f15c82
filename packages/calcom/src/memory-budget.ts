import type { Clock } from '@calbridge/core'
import type { Budget, BudgetLimits } from './budget.ts'

/** The same budget for one process: tests and the simulation. */
export function memoryBudget(_options: { readonly clock: Clock; readonly limits?: Partial<BudgetLimits> | undefined }): Budget {
  throw new Error('not yet')
}
