import type { Tenant } from '@calbridge/contracts'
import { type Offer as DirectoryOffer, offersOfEventType } from '@calbridge/directory'
import type { Offer } from '../application/create-appointment.ts'
import type { Appointment } from '../domain/appointment.ts'

/** What a claim is on: the one host, or a place among the hosts that Cal.com chooses from. */
export function toOffer(offer: DirectoryOffer): Offer {
  const [only] = offer.resources
  const chosenThere = offer.resources.length !== 1 || only === undefined
  return {
    durationMin: offer.durationMin,
    minimumNoticeMin: offer.minimumNoticeMin,
    segment: {
      key: offer.segment?.key ?? '',
      staffId: chosenThere ? undefined : offer.staff[0]?.id,
      eventTypeId: offer.eventTypeId,
      credentialId: offer.credential.id,
      resource: chosenThere ? `thing:event-type-${offer.eventTypeId}` : only,
      capacity: chosenThere ? offer.capacity : 1,
      bufferBeforeMin: offer.bufferBeforeMin,
      bufferAfterMin: offer.bufferAfterMin,
    },
  }
}

/** How long ahead the appointment's event types must be booked; 0 for what is not mapped any more. */
export const noticeOf =
  (tenant: Tenant) =>
  ({ segments }: Pick<Appointment, 'segments'>): number =>
    Math.max(0, ...segments.flatMap(({ eventTypeId }) => offersOfEventType(tenant, eventTypeId)).map((offer) => offer.minimumNoticeMin))
