import type { CalcomWebhook as Parsed, WebhookKind, WebhookPerson } from '@calbridge/calcom'
import { CalcomWebhook } from '@calbridge/contracts'
import { isStorable } from './quarantine.ts'

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

// Longer texts are cut: a record of Kafka and a column end somewhere, and what does not fit would stop a queue for good.
const SHORT = 255
const LONG = 2_000
const MOST_ATTENDEES = 200
const MOST_METADATA = 50

/** What booking hears. Numbers and times that no column holds are left out. */
export function eventMessage(parsed: Parsed, trigger: string, { eventId, tenant, receivedAtMs, traceparent = '' }: Receipt): CalcomWebhook {
  const attendees = parsed.attendees.slice(0, MOST_ATTENDEES)
  return CalcomWebhook.fromPartial({
    eventId,
    tenant,
    trigger,
    receivedAtMs,
    traceparent,
    createdAtMs: isStorable(parsed.createdAtMs) ? parsed.createdAtMs : receivedAtMs,
    uid: parsed.uid ?? '',
    bookingId: id(parsed.bookingId),
    rescheduleUid: text(parsed.rescheduledFromUid, 64),
    eventTypeId: parsed.eventTypeId === undefined ? '' : String(parsed.eventTypeId),
    status: parsed.status?.toUpperCase() ?? '',
    startMs: time(parsed.startMs),
    endMs: time(parsed.endMs),
    organizerId: id(parsed.organizer?.id),
    organizerEmail: text(parsed.organizer?.email),
    attendees: attendees.map(attendee),
    metadata: Object.fromEntries(
      Object.entries(parsed.metadata)
        .slice(0, MOST_METADATA)
        .map(([key, value]) => [key.slice(0, SHORT), value.slice(0, LONG)]),
    ),
    reason: text(parsed.cancellationReason ?? parsed.rejectionReason, LONG),
    title: text(parsed.title),
    requestReschedule: parsed.requestReschedule,
    learntBy: 'webhook',
    icalSequence: Math.min(id(parsed.iCalSequence), 0xffff_ffff),
    noShowEmails: attendees.filter(({ noShow }) => noShow).map(({ email }) => text(email)),
    previousStartMs: time(parsed.rescheduledFromStartMs),
  })
}

const attendee = ({ name, email, phoneNumber, timeZone, language }: WebhookPerson) => ({
  name: text(name),
  email: text(email),
  phone: text(phoneNumber),
  timeZone: text(timeZone),
  language: text(language),
})

const text = (value: string | undefined, max = SHORT): string => value?.slice(0, max) ?? ''
const id = (value: number | undefined): number => (Number.isSafeInteger(value) && value! > 0 ? value! : 0)
const time = (ms: number | undefined): number => (isStorable(ms) ? ms : 0)
