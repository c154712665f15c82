import { PausePolicy, type ServiceSegment, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { findService, findStaff } from '@calbridge/directory'
import type { Rules, Segment } from '../domain/composite/composite.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { unitResolver } from './units.ts'

const MINUTE_MS = 60_000

const FREES_STAFF = [PausePolicy.PAUSE_POLICY_ALWAYS, PausePolicy.PAUSE_POLICY_BY_SERVICE]

/** A segment as the service has it, with the event types that can do it. */
export interface Part extends Omit<Segment, 'choices'> {
  /** At least one; the preferred first. */
  readonly units: readonly SlotUnit[]
}

export interface AskedParts {
  readonly serviceId: string
  readonly branchId: string
  /** Only these; anybody when empty. */
  readonly staffIds: readonly string[]
  readonly preferredStaffId: string
  /** Undefined: as the service says. */
  readonly sameStaff: boolean | undefined
}

/**
 * What a composite service is made of, and the rules for putting it together. Throws `not_found` or `failed_precondition` with the
 * field; the reason is `not_composite` for a service of one piece.
 */
export function partsOf(
  resolveUnits: ReturnType<typeof unitResolver>,
  tenant: Tenant,
  { serviceId, branchId, staffIds, preferredStaffId, sameStaff }: AskedParts,
): { readonly parts: readonly Part[]; readonly rules: Rules } {
  const service = findService(tenant, serviceId)
  if (!service) throw new AppError('not_found', 'no such service', { field: 'service_id', reason: 'service_not_found' })
  if (!service.composite || service.segments.length < 2)
    throw new AppError('failed_precondition', 'the service is not composite', { field: 'service_id', reason: 'not_composite' })

  const only = new Set(staffIds.map((id) => knownStaff(tenant, id, 'staff_ids')))
  const parts = service.segments.map((segment): Part => {
    const asked = { eventTypeId: '', serviceId, branchId, staffId: '', segmentKey: segment.key, durationMin: 0 }
    const units = resolveUnits(tenant, asked).filter(({ staffId }) => only.size === 0 || only.has(staffId))
    if (units.length === 0)
      throw new AppError('failed_precondition', `none of them does segment ${segment.key}`, {
        field: 'staff_ids',
        reason: 'staff_cannot_do_service',
      })
    return { key: segment.key, ...gapAfter(segment), keepsStaff: sameStaff ?? segment.preferSameStaff, units }
  })
  const preferred = preferredStaffId === '' ? '' : knownStaff(tenant, preferredStaffId, 'preferred_staff_id')
  return { parts, rules: { preferredStaffId: preferred, staffStays: !FREES_STAFF.some((policy) => policy === service.pausePolicy) } }
}

const gapAfter = ({ gapAfterMin, gapAfterMax }: ServiceSegment) => ({
  gapMinMs: gapAfterMin * MINUTE_MS,
  gapMaxMs: Math.max(gapAfterMin, gapAfterMax) * MINUTE_MS,
})

function knownStaff(tenant: Tenant, id: string, field: string): string {
  const staff = findStaff(tenant, id)
  if (!staff) throw new AppError('not_found', 'no such staff', { field, reason: 'staff_not_found' })
  return staff.id
}
