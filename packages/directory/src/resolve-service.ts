import type { Branch, EventMapping, Service, Staff, Tenant } from '@calbridge/contracts'
import { bookableBranch, bookableService, bookableStaff, canDo, isOfferedAt, unmet } from './check-wanted.ts'
import { findService } from './find.ts'
import { type Offer, offerOf } from './offer.ts'

/** Ids as callers say them; of branches and staff also the numbers of old scripts. */
export interface Wanted {
  readonly serviceId: string
  /** Empty or absent: any branch. */
  readonly branchId?: string | undefined
  /** Empty or absent: anybody who can do it. */
  readonly staffId?: string | undefined
  /** Needed for a composite service, and only there. */
  readonly segmentKey?: string | undefined
}

/**
 * Who can do a service, by which event type: at least one offer, the preferred first (weight, then event type id).
 * An event type where Cal.com chooses the host is offered only when not all of its hosts have one of their own there.
 *
 * Throws AppError `not_found` with field `service_id`, `branch_id`, `staff_id` or `segment_key`; `failed_precondition` with a
 * field and reason `service_inactive`, `branch_inactive`, `staff_inactive`, `not_offered_at_branch`, `staff_cannot_do_service`,
 * `composite`, `not_mapped` or `credential_missing`.
 */
export function resolveService(tenant: Tenant, { serviceId, branchId = '', staffId = '', segmentKey = '' }: Wanted): Offer[] {
  const service = bookableService(tenant, serviceId, segmentKey)
  const branch = branchId === '' ? undefined : bookableBranch(tenant, service, branchId)
  const staff = staffId === '' ? undefined : bookableStaff(tenant, service, staffId, segmentKey)
  const field = staff ? 'staff_id' : branch ? 'branch_id' : 'service_id'

  const rows = tenant.eventMap
    .filter((row) => row.serviceId === service.id && row.segmentKey === segmentKey)
    .filter((row) => isAt(tenant, service, row, branch))
  const offers = rows.flatMap((row) => offerOf(tenant, service, row) ?? [])
  if (rows.length > 0 && offers.length === 0) throw unmet(field, 'credential_missing', "the event type's credential is missing")
  const can = (host: Staff): boolean => canDo(service, host, segmentKey)
  const fitting = staff ? offers.filter((offer) => isAloneWith(offer, staff)) : forAnybody(offers, can)
  if (fitting.length === 0) throw unmet(field, 'not_mapped', 'no event type is mapped to it')
  return fitting.sort((a, b) => b.weight - a.weight || Number(a.eventTypeId) - Number(b.eventTypeId))
}

/** What an event type stands for, whether or not it may be booked just now: for bookings that were made at Cal.com. */
export function offersOfEventType(tenant: Tenant, eventTypeId: string): Offer[] {
  return tenant.eventMap.flatMap((row) => {
    const service = row.eventTypeId === eventTypeId ? findService(tenant, row.serviceId) : undefined
    return (service && offerOf(tenant, service, row)) ?? []
  })
}

// A row without a branch is good for all.
function isAt(tenant: Tenant, service: Service, { branchId }: EventMapping, wanted: Branch | undefined): boolean {
  if (branchId === '') return true
  if (wanted) return branchId === wanted.id
  return tenant.branches.some((branch) => branch.id === branchId && branch.active && isOfferedAt(service, branch))
}

// Where Cal.com chooses among several, it may choose another than was asked for.
const isAloneWith = ({ staff }: Offer, wanted: Staff): boolean => staff.length === 1 && staff[0]?.id === wanted.id

function forAnybody(offers: readonly Offer[], can: (staff: Staff) => boolean): Offer[] {
  const own = new Set(offers.filter(({ staff }) => staff.length === 1).map(placeOf))
  return offers.filter(({ staff, mapping }) => {
    if (staff.length === 0) return true // hosts unknown: Cal.com knows
    if (staff.length === 1) return staff.every(can)
    return staff.some((host) => can(host) && !own.has(placeOf({ staff: [host], mapping })))
  })
}

const placeOf = ({ staff, mapping }: Pick<Offer, 'staff' | 'mapping'>): string => `${mapping.branchId}/${staff[0]?.id}`
