import type { EventMapping, Service, Staff, Tenant } from '@calbridge/contracts'
import { type Account, type FoundEventType, slugOf } from './event-type.ts'
import { planStaff } from './import-staff.ts'

export interface ImportInput {
  readonly tenant: Tenant
  readonly credentialId: string
  readonly account: Account
  readonly eventTypes: readonly FoundEventType[]
  /** An event type belongs to one tenant. */
  readonly isOfAnotherTenant: (eventTypeId: string) => boolean
}

export interface ImportPlan {
  /** `new`, `known`, `changed`, or why it can't be used. */
  readonly states: readonly { readonly eventType: FoundEventType; readonly state: string }[]
  readonly staff: readonly Staff[]
  readonly services: readonly Service[]
  readonly eventMap: readonly EventMapping[]
  readonly warnings: readonly string[]
}

/**
 * What an import would write: the key's user, a service for each new slug, a row of the map for each new event type. What stands
 * here is left alone: a service's segments, length and buffers are ours, and a difference is told and not settled.
 */
export function planImport({ tenant, credentialId, account, eventTypes, isOfAnotherTenant }: ImportInput): ImportPlan {
  const staff = planStaff(tenant, account)
  const services = new Map<string, Service>()
  const eventMap: EventMapping[] = []
  const warnings = [...staff.warnings, ...notListed(tenant, credentialId, eventTypes)]
  const listed = new Set(eventTypes.map(({ id }) => id))

  const place = (type: FoundEventType): string => {
    const unusable = whyUnusable(type, isOfAnotherTenant)
    if (unusable) return warned(unusable, `event type ${type.id} (${type.slug}): ${UNUSABLE[unusable]}`)
    const mapped = tenant.eventMap.find(({ eventTypeId }) => eventTypeId === type.id)
    if (mapped)
      return compared(
        type,
        tenant.services.find(({ id }) => id === mapped.serviceId),
        mapped.segmentKey,
      )

    const slug = slugOf(type.slug)
    const standing = tenant.services.find((service) => service.slug === slug)
    if (standing?.composite) return warned('composite_service', `event type ${type.id}: service ${slug} has segments; map it by hand`)
    const row = rowFor(type, standing?.id ?? slug, staff, credentialId)
    const before = [...eventMap, ...tenant.eventMap].find((other) => isSamePlace(other, row))
    if (before && (before.credentialId !== credentialId || listed.has(before.eventTypeId)))
      return warned('conflict', `event type ${type.id}: service ${slug} has event type ${before.eventTypeId} for this person already`)
    services.set(slug, serviceFor(type, slug, standing, staff.ref))
    eventMap.push(before ? { ...before, eventTypeId: type.id } : row)
    if (standing) compared(type, standing, '')
    return before ? 'changed' : 'new'
  }
  const warned = (state: string, warning: string): string => {
    warnings.push(warning)
    return state
  }
  const compared = (type: FoundEventType, service: Service | undefined, segmentKey: string): string => {
    const ours = service?.segments.find(({ key }) => key === segmentKey)?.durationMin ?? service?.durationMin ?? type.lengthMin
    if (ours === type.lengthMin) return 'known'
    return warned('changed', `event type ${type.id} takes ${type.lengthMin} min, ${service?.slug} ${ours} min here: left alone`)
  }

  const states = eventTypes.map((eventType) => ({ eventType, state: place(eventType) }))
  const changed = [...services.values()].filter((service) => !tenant.services.includes(service))
  return { states, staff: eventMap.length > 0 || staff.linked ? staff.wanted : [], services: changed, eventMap, warnings }
}

const UNUSABLE = {
  managed_parent: 'a managed parent can’t be booked; import its children with their users’ keys',
  of_another_tenant: 'belongs to another tenant',
  no_slug: 'its slug has no letter that a slug has here',
}

function whyUnusable(type: FoundEventType, isOfAnotherTenant: (id: string) => boolean): keyof typeof UNUSABLE | undefined {
  if (type.scheduling === 'managed') return 'managed_parent'
  if (isOfAnotherTenant(type.id)) return 'of_another_tenant'
  return slugOf(type.slug) === '' ? 'no_slug' : undefined
}

/** A key lists its user's own event types; a team's are booked with it and not listed. */
const notListed = (tenant: Tenant, credentialId: string, eventTypes: readonly FoundEventType[]): string[] =>
  tenant.eventMap
    .filter((row) => row.credentialId === credentialId && !eventTypes.some(({ id }) => id === row.eventTypeId))
    .map(({ eventTypeId }) => `event type ${eventTypeId} is in the map and not listed by this key: a team’s, or deleted there`)

type Planned = ReturnType<typeof planStaff>

function rowFor(type: FoundEventType, serviceId: string, { ref, branchId, idOfHost }: Planned, credentialId: string): EventMapping {
  const personal = type.scheduling === 'individual'
  return {
    id: '',
    serviceId,
    branchId,
    segmentKey: '',
    staffId: personal ? ref : '',
    eventTypeId: type.id,
    credentialId,
    slug: slugOf(type.slug),
    hostStaffIds: personal ? [] : type.hostIds.flatMap((host) => idOfHost(host) ?? []),
    durationMin: 0, // the service's
    seated: type.seated,
  }
}

const isSamePlace = (a: EventMapping, b: EventMapping): boolean =>
  a.serviceId === b.serviceId && a.branchId === b.branchId && a.segmentKey === b.segmentKey && a.staffId === b.staffId

/** A new one as Cal.com has it; one that stands gains the person and nothing else. */
function serviceFor(type: FoundEventType, slug: string, standing: Service | undefined, staffId: string): Service {
  if (standing?.staff.some((one) => one.staffId === staffId)) return standing
  const doer = { staffId, weight: 1, canBook: true, allowedSegments: [] }
  if (standing) return { ...standing, staff: [doer] }
  return {
    id: '',
    slug,
    name: type.title.slice(0, 255) || slug,
    durationMin: type.lengthMin,
    bufferBeforeMin: type.bufferBeforeMin,
    bufferAfterMin: type.bufferAfterMin,
    minimumNoticeMin: type.noticeMin,
    active: true,
    composite: false,
    segments: [],
    staff: [doer],
    branchIds: [],
  }
}
