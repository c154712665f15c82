import { type FindCompositeSlotsRequest, StaffRule, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { findStaff } from '@calbridge/directory'
import type { CompositeRequest } from '../schemas/composite.ts'
import { type LookUp, lookUpOf } from './look-up.ts'

export interface CompositeLookUp extends LookUp, Pick<FindCompositeSlotsRequest, 'staffIds' | 'preferredStaffId' | 'staffRule'> {}

/** What is looked up. Throws InvalidFields, or AppError not_found for what is not the tenant's. */
export function compositeOf(body: CompositeRequest, tenant: Tenant, nowMs: number): CompositeLookUp {
  const { staff_ids: staffIds, preferred_staff_id: preferred, same_staff: sameStaff } = body
  return {
    ...lookUpOf({ ...body, staff_id: undefined }, tenant, nowMs),
    staffIds: (staffIds ?? []).map((id) => knownStaff(tenant, id, 'staff_ids')),
    preferredStaffId: preferred == null ? '' : knownStaff(tenant, preferred, 'preferred_staff_id'),
    staffRule: sameStaff == null ? StaffRule.STAFF_RULE_UNSPECIFIED : sameStaff ? StaffRule.STAFF_RULE_SAME : StaffRule.STAFF_RULE_ANY,
  }
}

function knownStaff(tenant: Tenant, id: string, field: string): string {
  const staff = findStaff(tenant, id)
  if (!staff) throw new AppError('not_found', 'No such staff', { field, reason: 'staff_not_found' })
  return staff.id
}
