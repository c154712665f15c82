import type { BookingWindow, DateOverride, Hours, RateLimit, SchedulingType } from './types.ts'

/** A place as Cal.com's API words it, such as `{type: 'attendeePhone'}` or `{type: 'address', address, public}`. */
export type LocationSpec = { readonly type: string; readonly [key: string]: unknown }

interface KeySpec {
  readonly key?: string
  readonly expiresAt?: string
  readonly rateLimit?: Partial<RateLimit>
}

export interface ScheduleSpec {
  readonly id?: number
  /** A username; needed at the top level, implied inside a user. */
  readonly owner?: string
  readonly name?: string
  readonly timeZone?: string
  readonly isDefault?: boolean
  readonly availability?: readonly Hours[]
  readonly overrides?: readonly DateOverride[]
}

/** What `POST /v2/event-types` takes, and what only the web app can set. */
export interface EventTypeSpec {
  readonly id?: number
  readonly owner?: string
  readonly title: string
  readonly slug: string
  readonly lengthInMinutes: number
  readonly description?: string
  readonly lengthInMinutesOptions?: readonly number[]
  readonly locations?: readonly LocationSpec[]
  readonly bookingFields?: readonly Record<string, unknown>[]
  readonly minimumBookingNotice?: number
  readonly beforeEventBuffer?: number
  readonly afterEventBuffer?: number
  readonly slotInterval?: number
  readonly offsetStart?: number
  readonly bookingWindow?: BookingWindow | { disabled: true }
  readonly confirmationPolicy?: { type?: string; blockUnconfirmedBookingsInBooker?: boolean; disabled?: boolean }
  readonly seats?: { seatsPerTimeSlot?: number; showAttendeeInfo?: boolean; showAvailabilityCount?: boolean; disabled?: boolean }
  readonly recurrence?: { interval?: number; occurrences?: number; frequency?: string; disabled?: boolean }
  readonly scheduleId?: number
  readonly hidden?: boolean
  readonly price?: number
  readonly currency?: string
  readonly metadata?: Record<string, unknown>
  readonly bookingRequiresAuthentication?: boolean
  readonly bookerActiveBookingsLimit?: { maximumActiveBookings?: number; offerReschedule?: boolean; disabled?: boolean }
  readonly disableCancelling?: { disabled?: boolean }
  readonly disableRescheduling?: { disabled?: boolean; minutesBefore?: number }
  readonly schedulingType?: SchedulingType
  readonly hosts?: readonly { user?: string; userId?: number; fixed?: boolean; mandatory?: boolean }[]
  /** Only in Cal.com's web app. */
  readonly cancellationReason?: 'MANDATORY_BOTH' | 'MANDATORY_HOST_ONLY' | 'MANDATORY_ATTENDEE_ONLY' | 'OPTIONAL_BOTH'
  readonly emailRequired?: boolean
  readonly phoneField?: 'hidden' | 'optional' | 'required'
  readonly webhooks?: readonly WebhookSpec[]
}

export interface WebhookSpec {
  readonly id?: string
  readonly owner?: string
  readonly eventTypeId?: number
  readonly subscriberUrl: string
  readonly triggers?: readonly string[]
  readonly secret?: string
  readonly active?: boolean
  readonly payloadTemplate?: string
}

export interface UserSpec {
  readonly id?: number
  readonly username: string
  readonly name?: string
  readonly email?: string
  readonly timeZone?: string
  readonly weekStart?: string
  readonly timeFormat?: 12 | 24
  /** Given or made from the seed; `null` makes none. */
  readonly key?: string | null
  readonly keys?: readonly KeySpec[]
  readonly rateLimit?: Partial<RateLimit>
  readonly schedules?: readonly ScheduleSpec[]
  readonly eventTypes?: readonly EventTypeSpec[]
  readonly webhooks?: readonly WebhookSpec[]
}

export interface TeamSpec {
  readonly id?: number
  readonly name: string
  readonly slug?: string
  readonly members?: readonly string[]
  readonly eventTypes?: readonly EventTypeSpec[]
  readonly webhooks?: readonly WebhookSpec[]
}

/** A whole world in one piece. References to users are usernames; ids are optional everywhere. */
export interface WorldSpec {
  readonly users?: readonly UserSpec[]
  readonly teams?: readonly TeamSpec[]
  readonly schedules?: readonly ScheduleSpec[]
  readonly eventTypes?: readonly EventTypeSpec[]
  readonly webhooks?: readonly WebhookSpec[]
}

/** What was made of a spec: everything a caller needs to use it. */
export interface BuiltWorld {
  readonly users: { id: number; username: string; name: string; email: string; timeZone: string; key: string | null; keys: string[] }[]
  readonly teams: { id: number; name: string; slug: string }[]
  readonly schedules: { id: number; owner: string; name: string }[]
  readonly eventTypes: { id: number; slug: string; title: string; owner: string | null; teamId: number | null }[]
  readonly webhooks: { id: string; subscriberUrl: string; secret: string | null }[]
}
