import type { Branch, Service, Staff, Tenant } from '@calbridge/contracts'

// Ids of branches and staff are UUIDs; old scripts say numbers. A number is never a UUID, so both may be asked for at once.
const called =
  (id: string) =>
  (row: { id: string; legacyId: string }): boolean =>
    id !== '' && (row.id === id.toLowerCase() || row.legacyId === id)

/** By UUID or by the number that old scripts use. */
export const findBranch = (tenant: Tenant, id: string): Branch | undefined => tenant.branches.find(called(id))

/** By UUID or by the number that old scripts use. */
export const findStaff = (tenant: Tenant, id: string): Staff | undefined => tenant.staff.find(called(id))

export const findService = (tenant: Tenant, id: string): Service | undefined => tenant.services.find((service) => service.id === id)

/** Who a user of Cal.com is here. */
export const staffOfHost = (tenant: Tenant, calcomUserId: number): Staff | undefined =>
  calcomUserId === 0 ? undefined : tenant.staff.find((staff) => staff.calcomUserId === calcomUserId)

/** What a claim of this host's time is on: `staff:<id>`, or `calcom:<user id>` while nobody here is known to be that user. */
export function hostResource(tenant: Tenant, calcomUserId: number): string {
  const staff = staffOfHost(tenant, calcomUserId)
  return staff ? staffResource(staff.id) : `calcom:${calcomUserId}`
}

export const staffResource = (staffId: string): string => `staff:${staffId}`

/** The IANA zone in which they work: the staff member's, else the branch's, else the tenant's. */
export const zoneOf = (tenant: Tenant, branch: Branch | undefined, staff?: Staff): string =>
  staff?.timeZone || branch?.timeZone || tenant.timeZone
