import { type Directory, hostResource, offersOfEventType, staffOfHost } from '@calbridge/directory'
import type { ApplyWebhookDeps } from '../application/apply-webhook.ts'
import { toOffer } from './offers.ts'

/** Whose service and staff an event type is. The host in the payload wins: Cal.com chose it. */
export const remoteOffer =
  (directory: Pick<Directory, 'tenant'>): ApplyWebhookDeps['offerOf'] =>
  (tenantId, eventTypeId, hostId) => {
    const tenant = directory.tenant(tenantId)
    if (!tenant) return undefined
    const offers = offersOfEventType(tenant, eventTypeId)
    const host = hostId === undefined ? undefined : staffOfHost(tenant, hostId)
    const offer = offers.find(({ staff }) => staff.some(({ id }) => id === host?.id)) ?? offers[0]
    if (!offer) return undefined
    const { segment } = toOffer(offer)
    return {
      serviceId: offer.service.id,
      branchId: offer.branch?.id ?? '',
      timeZone: offer.timeZone,
      segment:
        hostId === undefined
          ? segment
          : { ...segment, staffId: host?.id ?? segment.staffId, resource: hostResource(tenant, hostId), capacity: 1 },
    }
  }
