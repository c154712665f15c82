import type { CalcomWebhook as Parsed, WebhookKind, WebhookPerson } from '@calbridge/calcom'
import { CalcomWebhook } from '@calbridge/contracts'

/** What goes on to booking; everything else is kept and ignored. Both spellings end in Cal.com's own. */
const TRIGGERS: Partial<Record<WebhookKind, string>> = {
  booking_created: 'BOOKING_CREATED',
  booking_requested: 'BOOKING_REQUESTED',
  booking_rescheduled: 'BOOKING_RESCHEDULED',
  booking_cancelled: 'BOOKING_CANCELLED',
  booking_rejected: 'BOOKING_REJECTED',
  booking_no_show_updated: 'BOOKING_NO_SHOW_UPDATED',
}

const ACTIONS: Partial<Record<WebhookKind, string>> = {
  booking_created: 'created',
  booking_requested: 'requested',
  booking_rescheduled: 'rescheduled',
  booking_cancelled: 'cancelled',
  booking_rejected: 'rejected',
  booking_no_show_updated: 'no_show',
}

export const triggerOf = ({ kind }: Parsed): string | undefined => TRIGGERS[kind]
export const actionOf = ({ kind }: Parsed): string => ACTIONS[kind] ?? ''

export interface Receipt {
  readonly eventId: string
  readonly tenant: string
  readonly receivedAtMs: number
  readonly traceparent: string | undefined
}

export function eventMessage(parsed: Parsed, trigger: string, { eventId, tenant, receivedAtMs, traceparent = '' }: Receipt): CalcomWebhook {
  return CalcomWebhook.fromPartial({
    eventId,
    tenant,
    trigger,
    receivedAtMs,
    traceparent,
    createdAtMs: parsed.createdAtMs ?? receivedAtMs,
    uid: parsed.uid ?? '',
    bookingId: parsed.bookingId ?? 0,
    rescheduleUid: parsed.rescheduledFromUid ?? '',
    eventTypeId: parsed.eventTypeId === undefined ? '' : String(parsed.eventTypeId),
    status: parsed.status?.toUpperCase() ?? '',
    startMs: parsed.startMs ?? 0,
    endMs: parsed.endMs ?? 0,
    organizerId: parsed.organizer?.id ?? 0,
    organizerEmail: parsed.organizer?.email ?? '',
    attendees: parsed.attendees.map(attendee),
    metadata: parsed.metadata,
    reason: parsed.cancellationReason ?? parsed.rejectionReason ?? '',
    title: parsed.title ?? '',
    requestReschedule: parsed.requestReschedule,
    learntBy: 'webhook',
    icalSequence: parsed.iCalSequence ?? 0,
    noShowEmails: parsed.attendees.filter(({ noShow }) => noShow).map(({ email }) => email ?? ''),
    previousStartMs: parsed.rescheduledFromStartMs ?? 0,
  })
}

const attendee = ({ name, email, phoneNumber, timeZone, language }: WebhookPerson) => ({
  name: name ?? '',
  email: email ?? '',
  phone: phoneNumber ?? '',
  timeZone: timeZone ?? '',
  language: language ?? '',
})
