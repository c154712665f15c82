import type { EventTypeSpec } from './spec.ts'
import type { BookingWindow, EventType, Host } from './types.ts'

interface Place {
  readonly id: number
  readonly ownerId: number | null
  readonly teamId: number | null
  readonly hosts: readonly Host[]
}

/** An event type with Cal.com's defaults for all that the spec leaves out. */
export function eventTypeOf(spec: EventTypeSpec, place: Place): EventType {
  return {
    id: place.id,
    ownerId: place.ownerId,
    teamId: place.teamId,
    hosts: place.hosts,
    ...eventTypeSettings(spec),
  }
}

type Settings = Omit<EventType, 'id' | 'ownerId' | 'teamId' | 'hosts'>

export function eventTypeSettings(spec: EventTypeSpec): Settings {
  return {
    schedulingType: spec.schedulingType ?? null,
    title: spec.title,
    slug: spec.slug,
    description: spec.description ?? '',
    lengthInMinutes: spec.lengthInMinutes,
    lengthInMinutesOptions: spec.lengthInMinutesOptions ?? [],
    locations: spec.locations ?? [{ type: 'integration', integration: 'cal-video' }],
    customFields: spec.bookingFields ?? [],
    minimumBookingNotice: spec.minimumBookingNotice ?? 120,
    beforeEventBuffer: spec.beforeEventBuffer ?? 0,
    afterEventBuffer: spec.afterEventBuffer ?? 0,
    slotInterval: spec.slotInterval ?? null,
    offsetStart: spec.offsetStart ?? 0,
    bookingWindow: windowOf(spec.bookingWindow),
    ...confirmationOf(spec.confirmationPolicy),
    seats: seatsOf(spec.seats),
    recurrence: recurrenceOf(spec.recurrence),
    scheduleId: spec.scheduleId ?? null,
    hidden: spec.hidden ?? false,
    price: spec.price ?? 0,
    currency: spec.currency ?? 'usd',
    metadata: spec.metadata ?? {},
    bookingRequiresAuthentication: spec.bookingRequiresAuthentication ?? false,
    bookerActiveBookings: spec.bookerActiveBookingsLimit?.maximumActiveBookings ?? null,
    offerReschedule: spec.bookerActiveBookingsLimit?.offerReschedule ?? false,
    disableCancelling: spec.disableCancelling?.disabled ?? false,
    disableRescheduling: spec.disableRescheduling?.disabled ?? false,
    rescheduleNoticeMinutes: spec.disableRescheduling?.minutesBefore ?? null,
    cancellationReason: spec.cancellationReason ?? 'MANDATORY_HOST_ONLY',
    emailRequired: spec.emailRequired ?? true,
    phoneField: spec.phoneField ?? 'hidden',
  }
}

function windowOf(window: EventTypeSpec['bookingWindow']): BookingWindow | null {
  return window && 'type' in window ? { ...window, rolling: window.rolling ?? false } : null
}

function confirmationOf(policy: EventTypeSpec['confirmationPolicy']) {
  const on = policy?.type !== undefined && policy.disabled !== true
  return { requiresConfirmation: on, blockUnconfirmed: on && policy.blockUnconfirmedBookingsInBooker === true }
}

function seatsOf(seats: EventTypeSpec['seats']): EventType['seats'] {
  if (!seats?.seatsPerTimeSlot || seats.disabled) return null
  return {
    seatsPerTimeSlot: seats.seatsPerTimeSlot,
    showAttendeeInfo: seats.showAttendeeInfo ?? false,
    showAvailabilityCount: seats.showAvailabilityCount ?? true,
  }
}

function recurrenceOf(recurrence: EventTypeSpec['recurrence']): EventType['recurrence'] {
  if (!recurrence?.occurrences || recurrence.disabled) return null
  const frequency = recurrence.frequency as NonNullable<EventType['recurrence']>['frequency'] | undefined
  return { interval: recurrence.interval ?? 1, occurrences: recurrence.occurrences, frequency: frequency ?? 'weekly' }
}
