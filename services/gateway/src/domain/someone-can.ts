import type { Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { resolveService } from '@calbridge/directory'
import type { Places } from './places.ts'

/** Is there anybody to ask about? Nobody is an empty answer in the old contract, and no failure. */
export function someoneCan(tenant: Tenant, { service, branch, staff }: Places): boolean {
  try {
    return resolveService(tenant, { serviceId: service.id, branchId: branch.id, staffId: staff?.id }).length > 0
  } catch (error) {
    if (error instanceof AppError && error.code === 'failed_precondition') return false
    throw error
  }
}
