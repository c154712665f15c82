import type { GetSlotsRequest, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Offer, offersOfEventType, resolveService } from '@calbridge/directory'
import { type SlotUnit, slotUnit } from '../domain/slot-unit.ts'

export type Asked = Pick<GetSlotsRequest, 'eventTypeId' | 'serviceId' | 'branchId' | 'staffId' | 'segmentKey' | 'durationMin'>

const MINUTE_MS = 60_000

/** A host's time, and where Cal.com chooses among several, the event type as such: a booking there may not have its host yet. */
export const resourcesOf = ({ resources, eventTypeId }: Pick<Offer, 'resources' | 'eventTypeId'>): readonly string[] =>
  resources.length > 1 ? [...resources, `thing:event-type-${eventTypeId}`] : resources

const MOST_KNOWN = 1_000

/**
 * Finds what to look up for a request, and remembers it for as long as the tenant stays as it is. Throws `not_found` or `failed_precondition` with the field.
 */
export function unitResolver(): (tenant: Tenant, asked: Asked) => readonly SlotUnit[] {
  const known = new WeakMap<Tenant, Map<string, readonly SlotUnit[]>>()
  return (tenant, asked) => {
    const { eventTypeId, serviceId, branchId, staffId, segmentKey, durationMin } = asked
    const key = `${eventTypeId}|${serviceId}|${branchId}|${staffId}|${segmentKey}|${durationMin}`
    const ofTenant = known.get(tenant) ?? new Map<string, readonly SlotUnit[]>()
    let units = ofTenant.get(key)
    if (!units) {
      units = offersFor(tenant, asked).map((offer) => unitOf(tenant, offer, durationMin))
      // Callers can spell an id in many ways: what is remembered of them has a bound.
      if (ofTenant.size >= MOST_KNOWN) ofTenant.clear()
      known.set(tenant, ofTenant.set(key, units))
    }
    return units
  }
}

function offersFor(tenant: Tenant, { eventTypeId, ...wanted }: Asked): Offer[] {
  if (eventTypeId === '') return resolveService(tenant, wanted)
  // Several services may share an event type: its slots are the same.
  const [offer] = offersOfEventType(tenant, eventTypeId)
  if (!offer) throw new AppError('not_found', 'unknown event type', { field: 'event_type_id' })
  return [offer]
}

const unitOf = (tenant: Tenant, offer: Offer, askedMin: number): SlotUnit =>
  slotUnit({
    tenant: tenant.id,
    eventTypeId: offer.eventTypeId,
    credentialId: offer.credential.id,
    staffId: offer.staff.length === 1 ? offer.staff[0]!.id : '',
    durationMin: askedMin || offer.durationMin,
    askedDurationMin: askedMin === 0 || askedMin === offer.durationMin ? undefined : askedMin,
    resources: resourcesOf(offer),
    capacity: offer.capacity,
    bufferBeforeMs: offer.bufferBeforeMin * MINUTE_MS,
    bufferAfterMs: offer.bufferAfterMin * MINUTE_MS,
    noticeMs: offer.minimumNoticeMin * MINUTE_MS,
    seated: offer.mapping.seated,
  })
