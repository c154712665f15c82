import type { Branch, Service, Staff, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { findBranch, findService, findStaff } from './find.ts'

export const unmet = (field: string, reason: string, message: string): AppError =>
  new AppError('failed_precondition', message, { field, reason })
const unknown = (field: string, what: string): AppError =>
  new AppError('not_found', `no such ${what}`, { field, reason: `${what}_not_found` })

/** The service and the segment's part of it; throws when it can't be booked so. */
export function bookableService(tenant: Tenant, serviceId: string, segmentKey: string): Service {
  const service = findService(tenant, serviceId)
  if (!service) throw unknown('service_id', 'service')
  if (!service.active) throw unmet('service_id', 'service_inactive', 'the service is not offered any more')
  if (service.composite && segmentKey === '') throw unmet('service_id', 'composite', 'the service is composite: its segments are booked')
  if (segmentKey !== '' && !service.segments.some(({ key }) => key === segmentKey)) throw unknown('segment_key', 'segment')
  return service
}

/** The branch, if the service is offered there. */
export function bookableBranch(tenant: Tenant, service: Service, branchId: string): Branch {
  const branch = findBranch(tenant, branchId)
  if (!branch) throw unknown('branch_id', 'branch')
  if (!branch.active) throw unmet('branch_id', 'branch_inactive', 'the branch is closed')
  if (!isOfferedAt(service, branch)) throw unmet('branch_id', 'not_offered_at_branch', 'the service is not offered at this branch')
  return branch
}

/** The staff member, if they do the service. */
export function bookableStaff(tenant: Tenant, service: Service, staffId: string, segmentKey: string): Staff {
  const staff = findStaff(tenant, staffId)
  if (!staff) throw unknown('staff_id', 'staff')
  if (!staff.active) throw unmet('staff_id', 'staff_inactive', 'this staff member is not there any more')
  if (!canDo(service, staff, segmentKey)) throw unmet('staff_id', 'staff_cannot_do_service', 'this staff member does not do this service')
  return staff
}

export const isOfferedAt = (service: Service, branch: Branch): boolean =>
  service.branchIds.length === 0 || service.branchIds.includes(branch.id)

/** May we book them for it? An empty list of segments allows all. */
export function canDo(service: Service, staff: Staff, segmentKey: string): boolean {
  const entry = service.staff.find(({ staffId }) => staffId === staff.id)
  if (!staff.active || !entry?.canBook) return false
  return segmentKey === '' || entry.allowedSegments.length === 0 || entry.allowedSegments.includes(segmentKey)
}
