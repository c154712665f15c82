import type { EventMapping, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { overlay } from './overlay.ts'
import { resolveReference } from './reference.ts'

/** What a row of the event map is found by; one event type of Cal.com serves each. */
export const mappingKey = ({ serviceId, branchId, segmentKey, staffId }: EventMapping): string =>
  [serviceId, branchId, segmentKey, staffId].join('/')

/** Resolves the references of a mapping, so that its key can be built. Throws AppError not_found or invalid_argument with the field. */
export function resolveMapping(wanted: EventMapping, tenant: Tenant, at: string): EventMapping {
  const required = (value: string, field: string): string => {
    if (value === '') throw new AppError('invalid_argument', `${field} is required`, { field })
    return value
  }
  const onlyCredential = tenant.credentials.length === 1 ? tenant.credentials[0]!.id : ''
  return {
    ...wanted,
    serviceId: required(resolveReference(tenant.services, wanted.serviceId, `${at}.service_id`), `${at}.service_id`),
    branchId: resolveReference(tenant.branches, wanted.branchId, `${at}.branch_id`),
    staffId: resolveReference(tenant.staff, wanted.staffId, `${at}.staff_id`),
    credentialId: required(
      resolveReference(tenant.credentials, wanted.credentialId, `${at}.credential_id`) || onlyCredential,
      `${at}.credential_id`,
    ),
    hostStaffIds: wanted.hostStaffIds.map((host, index) => resolveReference(tenant.staff, host, `${at}.host_staff_ids[${index}]`)),
  }
}

/** The mapping that shall stand, from a resolved one. */
export function completeMapping(resolved: EventMapping, before: EventMapping | undefined, tenant: Tenant, at: string): EventMapping {
  if (!before && resolved.id) throw new AppError('not_found', `${at}.id is not known`, { field: `${at}.id` })
  const next = overlay(before ?? { ...resolved, slug: '', hostStaffIds: [] }, resolved)
  const service = tenant.services.find(({ id }) => id === next.serviceId)
  const segment = service?.segments.find(({ key }) => key === next.segmentKey)
  return {
    ...next,
    durationMin: resolved.durationMin || before?.durationMin || segment?.durationMin || (service?.durationMin ?? 0),
    // One host that is named serves alone.
    hostStaffIds: next.hostStaffIds.length > 0 ? next.hostStaffIds : next.staffId ? [next.staffId] : [],
  }
}
