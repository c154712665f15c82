import type { Branch, Credential, EventMapping, Service, ServiceSegment, Staff, Tenant } from '@calbridge/contracts'
import { findStaff, staffResource, zoneOf } from './find.ts'

/** One way to do a service: an event type of Cal.com, who hosts it, and what a booking of it takes. */
export interface Offer {
  readonly mapping: EventMapping
  readonly eventTypeId: string
  readonly service: Service
  /** Of a composite service. */
  readonly segment: ServiceSegment | undefined
  /** Undefined when the event type belongs to no branch. */
  readonly branch: Branch | undefined
  /** The hosts; more than one when Cal.com chooses among them, none while they are unknown. */
  readonly staff: readonly Staff[]
  /** Whose key sees the event type. */
  readonly credential: Credential
  /** What a claim is on: `staff:<id>` of each host; `thing:event-type-<id>` while the hosts are unknown. */
  readonly resources: readonly string[]
  /** Bookings that fit at one time: the number of hosts when Cal.com chooses, else 1. */
  readonly capacity: number
  /** Higher is preferred. */
  readonly weight: number
  readonly durationMin: number
  readonly bufferBeforeMin: number
  readonly bufferAfterMin: number
  readonly minimumNoticeMin: number
  /** IANA. */
  readonly timeZone: string
}

/** What a row of the event map offers; undefined when its credential is unknown. */
export function offerOf(tenant: Tenant, service: Service, mapping: EventMapping): Offer | undefined {
  const credential = tenant.credentials.find(({ id }) => id === mapping.credentialId)
  if (!credential) return undefined
  const staff = hostsOf(tenant, mapping)
  const branch = tenant.branches.find(({ id }) => id === mapping.branchId)
  const at = service.segments.findIndex(({ key }) => key === mapping.segmentKey)
  const segment = service.segments[at]
  return {
    mapping,
    eventTypeId: mapping.eventTypeId,
    service,
    segment,
    branch,
    staff,
    credential,
    resources: staff.length > 0 ? staff.map(({ id }) => staffResource(id)) : [`thing:event-type-${mapping.eventTypeId}`],
    capacity: Math.max(1, staff.length),
    weight: Math.max(...staff.map(({ id }) => weightOf(service, id)), staff.length === 0 ? 1 : 0),
    // Cal.com books the event type's length whatever the service says.
    durationMin: mapping.durationMin || segment?.durationMin || service.durationMin,
    // Before the first and after the last segment: between them stand gaps.
    bufferBeforeMin: at <= 0 ? service.bufferBeforeMin : 0,
    bufferAfterMin: at === -1 || at === service.segments.length - 1 ? service.bufferAfterMin : 0,
    minimumNoticeMin: service.minimumNoticeMin,
    timeZone: zoneOf(tenant, branch, staff.length === 1 ? staff[0] : undefined),
  }
}

// All that Cal.com may choose, whatever our own flags say: it does not know them.
function hostsOf(tenant: Tenant, { staffId, hostStaffIds }: EventMapping): Staff[] {
  const ids = staffId ? [staffId] : [...new Set(hostStaffIds)]
  return ids.map((id) => findStaff(tenant, id)).filter((staff) => staff !== undefined)
}

const weightOf = (service: Service, staffId: string): number => service.staff.find((entry) => entry.staffId === staffId)?.weight ?? 1
