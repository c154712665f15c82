// What the client gives back: Cal.com's answers with times as epoch milliseconds and absent values as undefined.

export interface Slot {
  readonly startMs: number
  /** Present when asked for as a range. */
  readonly endMs?: number | undefined
  /** Seated event types only. */
  readonly seatsRemaining?: number | undefined
  readonly seatsTotal?: number | undefined
  readonly bookingUid?: string | undefined
}

export type BookingStatus = 'accepted' | 'pending' | 'cancelled' | 'rejected' | 'awaiting_host' | 'unknown'

export interface BookingHost {
  readonly id: number | undefined
  readonly name: string | undefined
  readonly email: string | undefined
  readonly username: string | undefined
  readonly timeZone: string | undefined
}

export interface BookingAttendee {
  readonly name: string | undefined
  readonly email: string | undefined
  readonly phoneNumber: string | undefined
  readonly timeZone: string | undefined
  readonly language: string | undefined
  readonly absent: boolean
  readonly seatUid: string | undefined
  /** Seated event types keep the metadata here. */
  readonly metadata: Readonly<Record<string, string>>
}

export interface Booking {
  readonly id: number | undefined
  readonly uid: string
  readonly title: string | undefined
  readonly status: BookingStatus
  readonly startMs: number
  readonly endMs: number
  readonly eventTypeId: number | undefined
  readonly hosts: readonly BookingHost[]
  readonly attendees: readonly BookingAttendee[]
  readonly guests: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
  readonly location: string | undefined
  readonly cancellationReason: string | undefined
  readonly rescheduledFromUid: string | undefined
  readonly rescheduledToUid: string | undefined
  readonly absentHost: boolean
  readonly icsUid: string | undefined
  readonly createdAtMs: number | undefined
  readonly updatedAtMs: number | undefined
}

export interface EventType {
  readonly id: number
  readonly slug: string
  readonly title: string
  readonly lengthMin: number
  /** More than one when the booker chooses. */
  readonly lengthOptionsMin: readonly number[]
  readonly hidden: boolean
  readonly disableGuests: boolean
  readonly bufferBeforeMin: number
  readonly bufferAfterMin: number
  readonly noticeMin: number
  readonly slotIntervalMin: number | undefined
  readonly scheduleId: number | undefined
  readonly ownerId: number | undefined
  readonly teamId: number | undefined
  readonly schedulingType: string | undefined
  readonly requiresConfirmation: boolean
  readonly seatsPerSlot: number | undefined
  readonly hosts: readonly { readonly userId: number; readonly name: string | undefined; readonly username: string | undefined }[]
}

export interface Schedule {
  readonly id: number
  readonly ownerId: number | undefined
  readonly name: string
  readonly timeZone: string
  readonly isDefault: boolean
  readonly availability: readonly { readonly days: readonly string[]; readonly startTime: string; readonly endTime: string }[]
  readonly overrides: readonly { readonly date: string; readonly startTime: string; readonly endTime: string }[]
}

export interface Me {
  readonly id: number
  readonly username: string | undefined
  readonly email: string | undefined
  readonly name: string | undefined
  readonly timeZone: string | undefined
  readonly defaultScheduleId: number | undefined
}

export interface WebhookSubscription {
  readonly id: string
  readonly subscriberUrl: string
  readonly active: boolean
  readonly triggers: readonly string[]
}
