import type { Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { resolveService } from '@calbridge/directory'
import type { Places } from './places.ts'

/** Is there anybody to ask about? Nobody is an empty answer in the old contract, and no failure. */
export const someoneCan = (tenant: Tenant, { service, branch, staff }: Places): boolean =>
  staffFor(tenant, { service, branch }, '', staff?.id).length > 0

/** Is there somebody for each segment of a composite service, of these (anybody, when none is named)? */
export const someoneCanAll = (tenant: Tenant, places: Omit<Places, 'staff'>, staffIds: readonly string[]): boolean =>
  places.service.segments.every(({ key }) => {
    const offers = staffFor(tenant, places, key)
    return staffIds.length === 0 ? offers.length > 0 : offers.some(({ staff }) => staff.length === 1 && staffIds.includes(staff[0]!.id))
  })

function staffFor(tenant: Tenant, { service, branch }: Omit<Places, 'staff'>, segmentKey: string, staffId?: string) {
  try {
    return resolveService(tenant, { serviceId: service.id, branchId: branch.id, staffId, segmentKey })
  } catch (error) {
    if (error instanceof AppError && error.code === 'failed_precondition') return []
    throw error
  }
}
