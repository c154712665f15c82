import type { Booking, BookingStatus } from '@calbridge/calcom'
import { CalcomWebhook } from '@calbridge/contracts'

const LONGEST_TEXT = 255

/** One that was moved on is told as it was before: its end is told by the one that it was moved to. */
const asItWas = (booking: Booking): Booking =>
  booking.rescheduledToUid ? { ...booking, status: 'accepted', updatedAtMs: booking.createdAtMs } : booking

/** What Cal.com's webhook would have been called; undefined for a status that nothing here acts on. */
function triggerOf({ status, rescheduledFromUid }: Booking): string | undefined {
  const triggers: Partial<Record<BookingStatus, string>> = {
    accepted: rescheduledFromUid ? 'BOOKING_RESCHEDULED' : 'BOOKING_CREATED',
    pending: 'BOOKING_REQUESTED',
    cancelled: 'BOOKING_CANCELLED',
    rejected: 'BOOKING_REJECTED',
  }
  return triggers[status]
}

export interface Receipt {
  readonly eventId: string
  readonly tenant: string
  readonly receivedAtMs: number
  readonly traceparent: string | undefined
}

/** The webhook that should have told of a booking, made from the booking as it is now; its time is the change's. */
export function webhookOf(given: Booking, { eventId, tenant, receivedAtMs, traceparent = '' }: Receipt): CalcomWebhook | undefined {
  const booking = asItWas(given)
  const trigger = triggerOf(booking)
  if (!trigger) return undefined
  const [host] = booking.hosts
  return CalcomWebhook.fromPartial({
    eventId,
    tenant,
    trigger,
    receivedAtMs,
    traceparent,
    createdAtMs: booking.updatedAtMs ?? receivedAtMs,
    uid: booking.uid,
    bookingId: booking.id ?? 0,
    rescheduleUid: booking.rescheduledFromUid ?? '',
    eventTypeId: booking.eventTypeId === undefined ? '' : String(booking.eventTypeId),
    status: booking.status.toUpperCase(),
    startMs: booking.startMs,
    endMs: booking.endMs,
    organizerId: host?.id ?? 0,
    organizerEmail: host?.email ?? '',
    attendees: booking.attendees.map(({ name, email, phoneNumber, timeZone, language }) => ({
      name: name ?? '',
      email: email ?? '',
      phone: phoneNumber ?? '',
      timeZone: timeZone ?? '',
      language: language ?? '',
    })),
    metadata: booking.metadata,
    reason: booking.cancellationReason ?? '',
    title: (booking.title ?? '').slice(0, LONGEST_TEXT),
    learntBy: 'poll',
  })
}
