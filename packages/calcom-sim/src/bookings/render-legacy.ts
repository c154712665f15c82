import { iso } from '../clock.ts'
import { metadataOf } from '../world/render-event-type.ts'
import type { Booking } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { jsonb } from './render.ts'

/** A booking as the controller of 2024-04-15 shows it: what a client sees that forgot the version header. */
export function renderLegacy(world: World, booking: Booking): Record<string, unknown> {
  const eventType = world.eventType(booking.eventTypeId)
  const { id, username, name, email, timeZone, avatarUrl } = world.user(booking.userId)
  return {
    title: booking.title,
    id: booking.id,
    uid: booking.uid,
    description: booking.description,
    customInputs: {},
    smsReminderNumber: null,
    recurringEventId: booking.recurringBookingUid,
    startTime: iso(booking.startMs),
    endTime: iso(booking.endMs),
    ...shared(booking, email),
    user: { id, name, email, username, timeZone, avatarUrl },
    attendees: booking.attendees.map((one) => ({ name: one.name, email: one.email, timeZone: one.timeZone, phoneNumber: one.phoneNumber })),
    eventTypeId: eventType.id,
    eventType: {
      eventName: null,
      slug: eventType.slug,
      timeZone: null,
      schedulingType: eventType.schedulingType,
      hideOrganizerEmail: false,
    },
    seatsReferences: [],
    tracking: null,
    assignmentReason: [],
  }
}

/** The same in the old list, which shows other things. */
export function renderLegacyRow(world: World, booking: Booking): Record<string, unknown> {
  const { id, username, name, email, timeZone, avatarUrl } = world.user(booking.userId)
  return {
    id: booking.id,
    title: booking.title,
    description: booking.description,
    customInputs: {},
    startTime: iso(booking.startMs),
    createdAt: iso(booking.createdAtMs),
    updatedAt: iso(booking.updatedAtMs),
    endTime: iso(booking.endMs),
    uid: booking.uid,
    recurringEventId: booking.recurringBookingUid,
    ...shared(booking, email),
    paid: false,
    isRecorded: false,
    eventType: legacyEventType(world, booking.eventTypeId),
    references: [],
    payment: [],
    user: { id, name, email, avatarUrl, username, timeZone },
    attendees: booking.attendees.map((one) => ({
      id: one.id,
      email: one.email,
      name: one.name,
      timeZone: one.timeZone,
      bookingId: booking.id,
      locale: one.language,
      phoneNumber: one.phoneNumber,
      noShow: one.absent,
      user: { name: null, email: one.email, avatarUrl: null, username: null },
    })),
    seatsReferences: [],
    assignmentReasonSortedByCreatedAt: [],
    report: null,
    rescheduler: null,
  }
}

function shared(booking: Booking, email: string): Record<string, unknown> {
  return {
    location: booking.location,
    status: booking.status.toUpperCase(),
    metadata: jsonb(booking.metadata),
    cancellationReason: booking.cancellationReason || null,
    cancelledBy: null,
    responses: booking.responses,
    rejectionReason: booking.rejectionReason,
    userPrimaryEmail: email,
    fromReschedule: booking.rescheduledFromUid,
    rescheduled: booking.rescheduledToUid ? true : null,
    rescheduledBy: booking.rescheduledByEmail,
  }
}

function legacyEventType(world: World, id: number): Record<string, unknown> {
  const eventType = world.eventType(id)
  return {
    slug: eventType.slug,
    id,
    title: eventType.title,
    eventName: null,
    price: eventType.price,
    recurringEvent: null,
    currency: eventType.currency,
    metadata: metadataOf(eventType),
    disableGuests: false,
    bookingFields: legacyFields(),
    seatsPerTimeSlot: eventType.seats?.seatsPerTimeSlot ?? null,
    seatsShowAttendees: eventType.seats?.showAttendeeInfo ?? false,
    seatsShowAvailabilityCount: true,
    eventTypeColor: null,
    customReplyToEmail: null,
    allowReschedulingPastBookings: false,
    hideOrganizerEmail: false,
    disableCancelling: eventType.disableCancelling,
    disableRescheduling: eventType.disableRescheduling,
    minimumRescheduleNotice: eventType.rescheduleNoticeMinutes,
    teamId: eventType.teamId,
    parentId: null,
    schedulingType: eventType.schedulingType,
    hosts: [],
    length: eventType.lengthInMinutes,
    team: null,
    hostGroups: [],
  }
}

const DEFAULT = [{ id: 'default', type: 'default', label: 'Default' }]

function legacyFields(): Record<string, unknown>[] {
  const input = (name: string, required: boolean, placeholder = '') => ({ name, type: 'text', label: '', required, placeholder })
  const field = (name: string, type: string, defaultLabel: string, more: object) => ({
    name,
    type,
    sources: DEFAULT,
    editable: 'system-but-optional',
    defaultLabel,
    ...more,
  })
  const option = (type: string) => ({ type, required: true, placeholder: '' })
  return [
    {
      ...field('name', 'name', 'your_name', { variant: 'fullName', editable: 'system', required: true }),
      variantsConfig: {
        variants: {
          fullName: { fields: [{ name: 'fullName', type: 'text', label: 'your_name', required: true }] },
          firstAndLastName: { fields: [input('firstName', true), input('lastName', false)] },
        },
      },
    },
    field('email', 'email', 'email_address', { required: true }),
    field('location', 'radioInput', 'location', {
      editable: 'system',
      required: false,
      getOptionsAt: 'locations',
      optionsInputs: { phone: option('phone'), somewhereElse: option('text'), attendeeInPerson: option('address') },
      hideWhenJustOneOption: true,
    }),
    field('title', 'text', 'what_is_this_meeting_about', { hidden: true, required: true, defaultPlaceholder: '' }),
    field('notes', 'textarea', 'additional_notes', { required: false, defaultPlaceholder: 'share_additional_notes' }),
    field('guests', 'multiemail', 'additional_guests', { hidden: false, required: false, defaultPlaceholder: 'email' }),
    field('rescheduleReason', 'textarea', 'reason_for_reschedule', {
      required: false,
      views: [{ id: 'reschedule', label: 'Reschedule View' }],
      defaultPlaceholder: 'reschedule_placeholder',
    }),
  ]
}
