import type { LocationSpec } from './spec.ts'

/** A limit on requests, as Cal.com applies it: `limit` hits per window, then blocked for `blockMs`. */
export interface RateLimit {
  readonly limit: number
  readonly windowMs: number
  readonly blockMs: number
}

export interface ApiKey {
  readonly key: string
  readonly userId: number
  readonly expiresAtMs: number | null
  readonly rateLimit: RateLimit | null
}

export interface User {
  readonly id: number
  readonly uuid: string
  username: string
  name: string
  email: string
  timeZone: string
  weekStart: string
  timeFormat: 12 | 24
  bio: string | null
  avatarUrl: string | null
  defaultScheduleId: number | null
}

type WeekDay = 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday'

export interface Hours {
  readonly days: readonly WeekDay[]
  /** Local wall clock, HH:MM. */
  readonly startTime: string
  readonly endTime: string
}

/** Replaces the weekly hours of one local date; start = end = 00:00 closes it. */
export interface DateOverride {
  readonly date: string
  readonly startTime: string
  readonly endTime: string
}

export interface Schedule {
  readonly id: number
  readonly ownerId: number
  name: string
  timeZone: string
  availability: readonly Hours[]
  overrides: readonly DateOverride[]
}

export type SchedulingType = 'roundRobin' | 'collective' | 'managed'

export interface Host {
  readonly userId: number
  readonly fixed: boolean
}

export interface BookingWindow {
  readonly type: 'calendarDays' | 'businessDays' | 'range'
  readonly value: number | readonly string[]
  readonly rolling: boolean
}

export interface EventType {
  readonly id: number
  /** Null for a team's event type. */
  readonly ownerId: number | null
  readonly teamId: number | null
  schedulingType: SchedulingType | null
  hosts: readonly Host[]
  title: string
  slug: string
  description: string
  lengthInMinutes: number
  lengthInMinutesOptions: readonly number[]
  locations: readonly LocationSpec[]
  customFields: readonly Record<string, unknown>[]
  minimumBookingNotice: number
  beforeEventBuffer: number
  afterEventBuffer: number
  slotInterval: number | null
  offsetStart: number
  bookingWindow: BookingWindow | null
  requiresConfirmation: boolean
  blockUnconfirmed: boolean
  seats: { seatsPerTimeSlot: number; showAttendeeInfo: boolean; showAvailabilityCount: boolean } | null
  recurrence: { interval: number; occurrences: number; frequency: 'daily' | 'weekly' | 'monthly' | 'yearly' } | null
  scheduleId: number | null
  hidden: boolean
  price: number
  currency: string
  metadata: Record<string, unknown>
  bookingRequiresAuthentication: boolean
  bookerActiveBookings: number | null
  offerReschedule: boolean
  disableCancelling: boolean
  disableRescheduling: boolean
  /** Without the host's key a booking may not be moved this many minutes before its start. */
  rescheduleNoticeMinutes: number | null
  /** Cal.com's default since 6.x: the host must say why. */
  cancellationReason: 'MANDATORY_BOTH' | 'MANDATORY_HOST_ONLY' | 'MANDATORY_ATTENDEE_ONLY' | 'OPTIONAL_BOTH'
  emailRequired: boolean
  phoneField: 'hidden' | 'optional' | 'required'
}

export interface Attendee {
  readonly id: number
  name: string
  email: string
  phoneNumber: string | null
  timeZone: string
  language: string
  absent: boolean
  /** Only in seated bookings. */
  seat: { uid: string; responses: Record<string, unknown>; metadata: Record<string, string> } | null
  /** A host of a team booking who is not its organizer. */
  isHost: boolean
}

type BookingStatus = 'accepted' | 'pending' | 'cancelled' | 'rejected'

export interface Booking {
  readonly id: number
  readonly uid: string
  readonly icsUid: string
  iCalSequence: number
  readonly eventTypeId: number
  /** The organizer. */
  readonly userId: number
  /** All whose time it takes. */
  readonly hostIds: readonly number[]
  title: string
  description: string | null
  status: BookingStatus
  readonly startMs: number
  readonly endMs: number
  readonly createdAtMs: number
  updatedAtMs: number
  attendees: Attendee[]
  guests: readonly string[]
  responses: Record<string, unknown>
  metadata: Record<string, string>
  location: string
  cancellationReason: string
  rejectionReason: string | null
  reschedulingReason: string | null
  rescheduledByEmail: string | null
  rescheduledFromUid: string | null
  rescheduledToUid: string | null
  recurringBookingUid: string | null
  hostAbsent: boolean
  /** uuidv5 of start, end and host at Cal.com: what makes the loser of a race fail. Null unless made accepted. */
  idempotencyKey: string | null
  readonly creationSource: 'API_V2' | 'WEBAPP'
}

export interface Reservation {
  readonly uid: string
  eventTypeId: number
  slotStartMs: number
  slotEndMs: number
  durationMinutes: number
  untilMs: number
}

export interface Webhook {
  readonly id: string
  readonly userId: number | null
  readonly eventTypeId: number | null
  readonly teamId: number | null
  subscriberUrl: string
  triggers: readonly string[]
  active: boolean
  secret: string | null
  payloadTemplate: string | null
}

export interface Team {
  readonly id: number
  name: string
  slug: string
  readonly memberIds: readonly number[]
}
