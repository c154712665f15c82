import type { CalcomWebhook, WebhookAttendee } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Attendee } from '../domain/appointment.ts'
import type { RemoteFact, Trigger } from '../domain/remote-fact.ts'

// What changes an appointment. Other triggers are kept by webhook-ingest and mean nothing here.
const TRIGGER: Readonly<Record<string, Trigger>> = {
  BOOKING_CREATED: 'created',
  BOOKING_REQUESTED: 'requested',
  BOOKING_RESCHEDULED: 'rescheduled',
  BOOKING_CANCELLED: 'cancelled',
  BOOKING_REJECTED: 'rejected',
  BOOKING_NO_SHOW_UPDATED: 'not_come',
}

/**
 * The webhook as a fact; undefined when it is about nothing here. Throws AppError invalid_argument for what no row can hold:
 * it goes to the dead letters, where it would stop the partition otherwise.
 */
export function factOf(webhook: CalcomWebhook, changeId: string): RemoteFact | undefined {
  const trigger = triggerOf(webhook)
  if (!trigger || !webhook.uid) return undefined
  const [attendee] = webhook.attendees
  return {
    trigger,
    uid: uid(webhook.uid, 'uid'),
    bookingId: webhook.bookingId || undefined,
    rescheduleUid: webhook.rescheduleUid ? uid(webhook.rescheduleUid, 'reschedule_uid') : undefined,
    startMs: trigger === 'not_come' ? 0 : time(webhook.startMs, 'start_ms'),
    endMs: trigger === 'not_come' ? 0 : time(webhook.endMs, 'end_ms'),
    previousStartMs: webhook.previousStartMs ? time(webhook.previousStartMs, 'previous_start_ms') : undefined,
    atMs: time(webhook.createdAtMs || webhook.receivedAtMs, 'created_at_ms'),
    eventTypeId: webhook.eventTypeId || undefined,
    hostId: webhook.organizerId || undefined,
    // As long as its column: cut here, or the same webhook would differ from what is stored each time.
    reason: webhook.reason.slice(0, 500) || undefined,
    attendee: attendee && attendeeOf(attendee),
    timeZone: attendee && isZone(attendee.timeZone) ? attendee.timeZone : undefined,
    metadata: webhook.metadata,
    changeId,
  }
}

function triggerOf(webhook: CalcomWebhook): Trigger | undefined {
  const trigger = TRIGGER[webhook.trigger]
  if (trigger === 'rescheduled' && webhook.status === 'PENDING') return 'requested'
  // The mark was taken off again: nobody is absent.
  if (trigger === 'not_come' && webhook.noShowEmails.length === 0) return undefined
  return trigger
}

const attendeeOf = ({ name, email, phone, language }: WebhookAttendee): Attendee => ({
  name: name.slice(0, 255),
  email: email.toLowerCase().slice(0, 255) || undefined,
  phone: phone.slice(0, 32) || undefined,
  language: language.slice(0, 10) || undefined,
})

const MAX_UID_CHARS = 50

function uid(text: string, field: string): string {
  if (text.length <= MAX_UID_CHARS) return text
  throw new AppError('invalid_argument', `${field} is longer than any of Cal.com's`, { field, reason: 'unstorable' })
}

// A TIMESTAMP ends in January 2038.
const LAST_MS = 2_147_483_647_000

function time(ms: number, field: string): number {
  if (ms >= 1_000 && ms <= LAST_MS) return ms
  throw new AppError('invalid_argument', `${field} is no time that a row can hold`, { field, reason: 'unstorable' })
}

function isZone(zone: string): boolean {
  try {
    return zone !== '' && zone.length <= 50 && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}
