import { PausePolicy, type Service, type ServiceStaff, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { overlay } from './overlay.ts'
import { requireName, resolveReference } from './reference.ts'
import { slugOf } from './slug.ts'

/** The service that shall stand; its branches and staff may be given by any reference. */
export function completeService(wanted: Service, before: Service | undefined, tenant: Tenant, at: string): Service {
  if (!before && wanted.id) throw new AppError('not_found', `${at}.id is not known`, { field: `${at}.id` })
  requireName(wanted, before, at)
  const pausePolicy = wanted.pausePolicy || undefined
  const blank: Service = { ...wanted, slug: slugOf(wanted.name), pausePolicy: PausePolicy.PAUSE_POLICY_NEVER, branchIds: [], staff: [] }
  const branchIds = wanted.branchIds.map((branch, index) => resolveReference(tenant.branches, branch, `${at}.branch_ids[${index}]`))
  const next = overlay(before ?? blank, { ...wanted, pausePolicy, branchIds: branchIds.sort(), staff: [] }, wanted.name !== '')
  const durationMin = wanted.durationMin || (before?.durationMin ?? 0)
  if (durationMin === 0) throw new AppError('invalid_argument', `${at}.duration_min is required`, { field: `${at}.duration_min` })
  return { ...next, durationMin, staff: mergeStaff(wanted.staff, before?.staff ?? [], tenant, at) }
}

function mergeStaff(wanted: readonly ServiceStaff[], standing: readonly ServiceStaff[], tenant: Tenant, at: string): ServiceStaff[] {
  const byStaff = new Map(standing.map((one) => [one.staffId, one]))
  for (const [index, one] of wanted.entries()) {
    const field = `${at}.staff[${index}].staff_id`
    const staffId = resolveReference(tenant.staff, one.staffId, field)
    if (staffId === '') throw new AppError('invalid_argument', `${field} is required`, { field })
    byStaff.set(staffId, {
      staffId,
      // The column keeps two decimals; 0 is the default.
      weight: Math.round(one.weight * 100) / 100 || (byStaff.get(staffId)?.weight ?? 1),
      canBook: one.canBook,
      allowedSegments: one.allowedSegments.length > 0 ? one.allowedSegments : (byStaff.get(staffId)?.allowedSegments ?? []),
    })
  }
  return [...byStaff.values()].sort((a, b) => (a.staffId < b.staffId ? -1 : 1))
}
