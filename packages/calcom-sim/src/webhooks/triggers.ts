import type { Booking } from '../world/types.ts'

/** What a subscription may name; the rest of Cal.com's triggers are accepted and never fire here. */
export const TRIGGERS = [
  'BOOKING_CREATED',
  'BOOKING_PAYMENT_INITIATED',
  'BOOKING_PAID',
  'BOOKING_RESCHEDULED',
  'BOOKING_REQUESTED',
  'BOOKING_CANCELLED',
  'BOOKING_REJECTED',
  'BOOKING_NO_SHOW_UPDATED',
  'FORM_SUBMITTED',
  'MEETING_ENDED',
  'MEETING_STARTED',
  'RECORDING_READY',
  'RECORDING_TRANSCRIPTION_GENERATED',
  'OOO_CREATED',
  'AFTER_HOSTS_CAL_VIDEO_NO_SHOW',
  'AFTER_GUESTS_CAL_VIDEO_NO_SHOW',
  'FORM_SUBMITTED_NO_EVENT',
  'DELEGATION_CREDENTIAL_ERROR',
  'WRONG_ASSIGNMENT_REPORT',
] as const

export type SentTrigger =
  | 'BOOKING_CREATED'
  | 'BOOKING_RESCHEDULED'
  | 'BOOKING_REQUESTED'
  | 'BOOKING_CANCELLED'
  | 'BOOKING_REJECTED'
  | 'BOOKING_NO_SHOW_UPDATED'
  | 'MEETING_STARTED'
  | 'MEETING_ENDED'

/** What a payload needs besides the booking. */
export interface Occasion {
  /** Of a reschedule: the booking that was moved. */
  readonly old?: Booking
  /** BOOKING_CREATED because a host confirmed, not because somebody booked. */
  readonly confirmed?: boolean
  readonly cancellationReason?: string
  readonly noShows?: readonly { email: string; noShow: boolean }[]
  /** Of MEETING_*: the row as stored when the meeting was scheduled. */
  readonly row?: Record<string, unknown>
}
