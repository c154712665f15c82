import type { Priority } from './budget.ts'
import type { Booking } from './model.ts'

export interface CallOptions {
  readonly priority: Priority
  /** Reads: ends the call. Writes: ends the waiting before they are sent, never the write. */
  readonly signal?: AbortSignal | undefined
  /** Reads: bounds the whole call. Writes: bounds the waiting for budget; the write has its own time-out. Milliseconds. */
  readonly timeoutMs: number
  /** How long a permit may be waited for, milliseconds; as long as the call may take unless said otherwise. 0 asks once. */
  readonly maxWaitMs?: number | undefined
  /** For whom the call is made: tenants that share a key get fair shares of its budget. */
  readonly tenant?: string | undefined
}

export interface SlotsRequest {
  readonly eventTypeId: number
  /** Slots that start from here (epoch milliseconds) … */
  readonly fromMs: number
  /** … to before here. Sent with their time, not as dates: those are UTC days there. */
  readonly toMs: number
  /** Only where the event type has several lengths. */
  readonly durationMin?: number | undefined
  /** That booking's own time counts as free. */
  readonly reschedulingUid?: string | undefined
}

export interface NewBooking {
  readonly eventTypeId: number
  readonly startMs: number
  readonly attendee: {
    readonly name: string
    /** Lower-cased before it is sent. */
    readonly email: string
    /** Left out unless it is E.164. */
    readonly phoneNumber?: string | undefined
    readonly timeZone: string
    readonly language?: string | undefined
  }
  /** At most 50 keys of 40 characters, values of 500. `calbridge_change` tells our 201 from somebody else's. */
  readonly metadata: Readonly<Record<string, string>>
  /** Omitted unless given: Cal.com then takes the event type's first. */
  readonly location?: Readonly<Record<string, string>> | undefined
  readonly lengthMin?: number | undefined
  readonly guests?: readonly string[] | undefined
  readonly bookingFieldsResponses?: Readonly<Record<string, unknown>> | undefined
}

export interface CreatedBooking {
  readonly booking: Booking
  /** False: Cal.com gave an existing booking back. Compare attendee and name; never adopt it blindly. */
  readonly ours: boolean
}

export interface BookingsQuery {
  readonly eventTypeId?: number | undefined
  /** Exact and case-sensitive there; lower-cased here. */
  readonly attendeeEmail?: string | undefined
  readonly status?: readonly ('upcoming' | 'recurring' | 'past' | 'cancelled' | 'unconfirmed')[] | undefined
  readonly afterStartMs?: number | undefined
  readonly beforeEndMs?: number | undefined
  /** Inclusive. */
  readonly afterUpdatedAtMs?: number | undefined
  readonly beforeUpdatedAtMs?: number | undefined
  readonly sort?: { readonly by: 'start' | 'end' | 'created' | 'updatedAt'; readonly order: 'asc' | 'desc' } | undefined
  /** 1 to 250, default 100. */
  readonly take?: number | undefined
  readonly skip?: number | undefined
}

export interface BookingsPage {
  readonly bookings: readonly Booking[]
  /** By the length of the page: Cal.com's own `hasNextPage` is wrong with filters by change. */
  readonly last: boolean
}

export interface Reschedule {
  readonly uid: string
  readonly startMs: number
  readonly rescheduledBy?: string | undefined
  readonly reason?: string | undefined
}

export interface Cancel {
  readonly uid: string
  /** Cal.com refuses the host's key without one; empty becomes "cancelled". */
  readonly reason: string
}

export interface NewWebhook {
  readonly subscriberUrl: string
  readonly triggers: readonly string[]
  readonly secret: string
  readonly active?: boolean | undefined
}

export interface NewReservation {
  readonly eventTypeId: number
  readonly startMs: number
  readonly durationMin?: number | undefined
  readonly reservationMin?: number | undefined
}

export interface Reservation {
  readonly uid: string
  readonly startMs: number
  readonly endMs: number
  readonly untilMs: number | undefined
}
