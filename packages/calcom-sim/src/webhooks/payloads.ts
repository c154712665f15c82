import { jsonb } from '../bookings/render.ts'
import { iso } from '../clock.ts'
import { commonOf, organizerOf, type PayloadContext, responsesOf, utcOffset, withoutMs } from './payload-parts.ts'
import type { Occasion, SentTrigger } from './triggers.ts'

type Payload = Record<string, unknown>

/** What one delivery says. Which keys there are, and how times look, depends on Cal.com's path to it. */
export function payloadOf(trigger: SentTrigger, context: PayloadContext, occasion: Occasion): Payload {
  switch (trigger) {
    case 'BOOKING_CREATED':
      return occasion.confirmed ? decided(context, 'ACCEPTED', { metadata: {} }) : direct(context, { iCalUID: context.booking.icsUid })
    case 'BOOKING_RESCHEDULED':
      return rescheduled(context, occasion)
    case 'BOOKING_REQUESTED':
      return requested(context)
    case 'BOOKING_REJECTED':
      return decided(context, 'REJECTED', { rejectionReason: context.booking.rejectionReason })
    case 'BOOKING_CANCELLED':
      return cancelled(context, occasion.cancellationReason ?? '')
    case 'BOOKING_NO_SHOW_UPDATED':
      return noShow(context, occasion)
    default:
      return occasion.row ?? {}
  }
}

function direct(context: PayloadContext, more: Payload): Payload {
  const { booking, eventType } = context
  const unit = { yearly: 0, monthly: 1, weekly: 2, daily: 3 }
  const { recurrence } = eventType
  return {
    ...commonOf(context),
    startTime: withoutMs(booking.startMs),
    endTime: withoutMs(booking.endMs),
    organizer: organizerOf(context),
    attendees: booking.attendees.map((one) => ({
      email: one.email,
      name: one.name,
      ...(one.phoneNumber ? { phoneNumber: one.phoneNumber } : {}),
      firstName: '',
      lastName: '',
      timeZone: one.timeZone,
      language: { locale: one.language },
      utcOffset: utcOffset(booking, one.timeZone),
    })),
    ...freshFlags(context),
    responses: responsesOf(context, true),
    destinationCalendar: null,
    iCalSequence: booking.iCalSequence,
    requiresConfirmation: false,
    oneTimePassword: null,
    hashedLink: null,
    ...(recurrence
      ? { recurringEvent: { freq: unit[recurrence.frequency], count: recurrence.occurrences, interval: recurrence.interval } }
      : {}),
    price: eventType.price,
    metadata: booking.metadata,
    status: 'ACCEPTED',
    ...more,
  }
}

function rescheduled(context: PayloadContext, { old }: Occasion): Payload {
  const { booking } = context
  if (!old) throw new Error('a reschedule without the booking that was moved')
  return direct(context, {
    ...(booking.rescheduledByEmail ? { rescheduledBy: booking.rescheduledByEmail } : {}),
    appsStatus: [],
    rescheduleId: old.id,
    rescheduleUid: old.uid,
    rescheduleStartTime: withoutMs(old.startMs),
    rescheduleEndTime: withoutMs(old.endMs),
    metadata: jsonb(booking.metadata),
  })
}

/** Also when a reschedule led to it: nothing in it tells which booking was moved. */
function requested(context: PayloadContext): Payload {
  const { booking, eventType } = context
  return {
    ...commonOf(context),
    startTime: iso(booking.startMs),
    endTime: iso(booking.endMs),
    organizer: organizerOf(context),
    attendees: booking.attendees.map((one) => ({
      name: one.name,
      email: one.email,
      timeZone: one.timeZone,
      language: { locale: one.language },
      phoneNumber: one.phoneNumber,
      bookingSeat: null,
      utcOffset: utcOffset(booking, one.timeZone),
      firstName: one.name.split(' ')[0] ?? '',
      lastName: one.name.split(' ').slice(1).join(' '),
    })),
    ...freshFlags(context),
    responses: responsesOf(context, false),
    iCalUID: booking.icsUid,
    iCalSequence: booking.iCalSequence,
    requiresConfirmation: true,
    oneTimePassword: context.newUuid(),
    platformClientId: '',
    platformRescheduleUrl: '',
    platformCancelUrl: '',
    platformBookingUrl: '',
    organizationId: null,
    hashedLink: null,
    status: 'PENDING',
    price: eventType.price,
    assignmentReason: [],
    destinationCalendar: null,
    metadata: jsonb(booking.metadata),
  }
}

function freshFlags({ eventType }: PayloadContext): Payload {
  return {
    hideCalendarNotes: false,
    hideCalendarEventDetails: false,
    schedulingType: eventType.schedulingType && (eventType.schedulingType === 'roundRobin' ? 'ROUND_ROBIN' : 'COLLECTIVE'),
    seatsShowAttendees: eventType.seats?.showAttendeeInfo ?? true,
    seatsShowAvailabilityCount: eventType.seats?.showAvailabilityCount ?? true,
    disableRescheduling: eventType.disableRescheduling,
    disableCancelling: eventType.disableCancelling,
  }
}

/** After a host confirmed or declined: the caller's metadata is lost on this path. */
function decided(context: PayloadContext, status: string, more: Payload): Payload {
  const { booking, eventType } = context
  return {
    ...commonOf(context),
    responses: responsesOf(context, false),
    startTime: iso(booking.startMs),
    endTime: iso(booking.endMs),
    organizer: organizerOf(context),
    attendees: storedAttendees(context),
    destinationCalendar: [],
    requiresConfirmation: eventType.requiresConfirmation,
    hideCalendarNotes: false,
    hideCalendarEventDetails: false,
    seatsShowAttendees: false,
    disableCancelling: eventType.disableCancelling,
    disableRescheduling: eventType.disableRescheduling,
    organizationId: null,
    assignmentReason: null,
    price: eventType.price,
    status,
    ...more,
  }
}

function cancelled(context: PayloadContext, cancellationReason: string): Payload {
  const { booking, eventType } = context
  const offsetForm = (ms: number) => iso(ms).replace('.000Z', '+00:00')
  return {
    ...commonOf(context),
    responses: responsesOf(context, false),
    startTime: offsetForm(booking.startMs),
    endTime: offsetForm(booking.endMs),
    organizer: organizerOf(context),
    attendees: storedAttendees(context),
    destinationCalendar: [],
    cancellationReason,
    seatsShowAttendees: false,
    iCalUID: booking.icsUid,
    iCalSequence: booking.iCalSequence + 1,
    schedulingType: null,
    requiresConfirmation: eventType.requiresConfirmation || null,
    price: null,
    status: 'CANCELLED',
    requestReschedule: false,
  }
}

function storedAttendees({ booking }: PayloadContext): Payload[] {
  return booking.attendees.map((one) => ({
    name: one.name,
    email: one.email,
    timeZone: one.timeZone,
    phoneNumber: one.phoneNumber,
    language: { locale: one.language },
    utcOffset: utcOffset(booking, one.timeZone),
  }))
}

function noShow({ booking }: PayloadContext, { noShows = [] }: Occasion): Payload {
  const message = noShows.map(({ email, noShow }) => `${email} ${noShow ? 'marked' : 'unmarked'} as no-show`).join(', ')
  return { message, attendees: noShows, bookingUid: booking.uid, bookingId: booking.id }
}
