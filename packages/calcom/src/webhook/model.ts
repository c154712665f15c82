/** What a delivery is about, after both spellings and all generations have been made one. */
export type WebhookKind =
  | 'booking_created'
  | 'booking_requested'
  | 'booking_rescheduled'
  | 'booking_cancelled'
  | 'booking_rejected'
  | 'booking_paid'
  | 'booking_payment_initiated'
  | 'booking_no_show_updated'
  | 'meeting_started'
  | 'meeting_ended'
  | 'event_type' // the old dotted EVENT_TYPE.*
  | 'other' // a trigger of Cal.com's that says nothing about a booking's state
  | 'ping'
  | 'unknown'

export interface WebhookPerson {
  readonly id: number | undefined
  readonly name: string | undefined
  readonly email: string | undefined
  readonly phoneNumber: string | undefined
  readonly timeZone: string | undefined
  readonly language: string | undefined
  readonly noShow: boolean | undefined
}

/** A delivery as its sender meant it; what is missing is undefined. */
export interface CalcomWebhook {
  readonly kind: WebhookKind
  /** As sent, upper-cased with underscores: `BOOKING_CREATED`. */
  readonly trigger: string
  readonly createdAtMs: number | undefined
  /** The payload's own booking (`uid` or `bookingUid`). */
  readonly uid: string | undefined
  readonly bookingId: number | undefined
  /** The booking that this one replaces. */
  readonly rescheduledFromUid: string | undefined
  readonly rescheduledFromId: number | undefined
  readonly rescheduledFromStartMs: number | undefined
  readonly rescheduledFromEndMs: number | undefined
  readonly status: 'accepted' | 'pending' | 'cancelled' | 'rejected' | undefined
  readonly eventTypeId: number | undefined
  readonly eventTypeSlug: string | undefined
  readonly title: string | undefined
  readonly startMs: number | undefined
  readonly endMs: number | undefined
  readonly organizer: WebhookPerson | undefined
  readonly attendees: readonly WebhookPerson[]
  /** Absent on CANCELLED, REJECTED, NO_SHOW, and after a confirm: a hint, never the key. */
  readonly metadata: Readonly<Record<string, string>>
  readonly location: string | undefined
  readonly cancellationReason: string | undefined
  readonly rejectionReason: string | undefined
  readonly requestReschedule: boolean
  readonly iCalUid: string | undefined
  readonly iCalSequence: number | undefined
}
