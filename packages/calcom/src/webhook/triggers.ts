import type { WebhookKind } from './model.ts'

const KINDS: Readonly<Record<string, WebhookKind>> = {
  BOOKING_CREATED: 'booking_created',
  BOOKING_CONFIRMED: 'booking_created', // never Cal.com's own; the old interface documents it
  BOOKING_REQUESTED: 'booking_requested',
  BOOKING_RESCHEDULED: 'booking_rescheduled',
  BOOKING_UPDATED: 'booking_rescheduled', // the old interface's: same booking, perhaps another time
  BOOKING_CANCELLED: 'booking_cancelled',
  BOOKING_REJECTED: 'booking_rejected',
  BOOKING_PAID: 'booking_paid',
  BOOKING_PAYMENT_INITIATED: 'booking_payment_initiated',
  BOOKING_NO_SHOW_UPDATED: 'booking_no_show_updated',
  BOOKING_COMPLETED: 'meeting_ended',
  MEETING_STARTED: 'meeting_started',
  MEETING_ENDED: 'meeting_ended',
  EVENT_TYPE_CREATED: 'event_type',
  EVENT_TYPE_UPDATED: 'event_type',
  EVENT_TYPE_DELETED: 'event_type',
  FORM_SUBMITTED: 'other',
  FORM_SUBMITTED_NO_EVENT: 'other',
  ROUTING_FORM_FALLBACK_HIT: 'other',
  RECORDING_READY: 'other',
  RECORDING_TRANSCRIPTION_GENERATED: 'other',
  INSTANT_MEETING: 'other',
  OOO_CREATED: 'other',
  AFTER_HOSTS_CAL_VIDEO_NO_SHOW: 'other',
  AFTER_GUESTS_CAL_VIDEO_NO_SHOW: 'other',
  DELEGATION_CREDENTIAL_ERROR: 'other',
  WRONG_ASSIGNMENT_REPORT: 'other',
  PING: 'ping',
}

/** `Booking.Created` and `BOOKING_CREATED` are one. */
export const normalTrigger = (trigger: string): string => trigger.trim().toUpperCase().replaceAll(/[.-]/g, '_')

export const kindOf = (trigger: string): WebhookKind => (Object.hasOwn(KINDS, trigger) ? (KINDS[trigger] ?? 'unknown') : 'unknown')
