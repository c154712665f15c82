import type { EventTypeSpec } from './spec.ts'
import type { EventType } from './types.ts'
import type { World } from './world.ts'

/** An event type as version 2024-06-14 shows it. */
export function renderEventType(world: World, eventType: EventType, bookerUrl: string): Record<string, unknown> {
  const owner = eventType.ownerId === null ? undefined : world.user(eventType.ownerId)
  const team = eventType.teamId === null ? undefined : world.teams.get(eventType.teamId)
  const { lengthInMinutesOptions: options } = eventType
  return {
    id: eventType.id,
    ...(team ? { teamId: team.id } : { ownerId: eventType.ownerId }),
    lengthInMinutes: eventType.lengthInMinutes,
    ...(options.length > 0 ? { lengthInMinutesOptions: options } : {}),
    title: eventType.title,
    slug: eventType.slug,
    description: eventType.description,
    locations: eventType.locations,
    bookingFields: [...defaultFields(eventType), ...eventType.customFields.filter((field) => field.slug !== undefined)],
    recurrence: eventType.recurrence,
    disableGuests: false,
    slotInterval: eventType.slotInterval,
    minimumBookingNotice: eventType.minimumBookingNotice,
    beforeEventBuffer: eventType.beforeEventBuffer,
    afterEventBuffer: eventType.afterEventBuffer,
    metadata: metadataOf(eventType),
    price: eventType.price,
    currency: eventType.currency,
    lockTimeZoneToggleOnBookingPage: false,
    forwardParamsSuccessRedirect: true,
    successRedirectUrl: null,
    isInstantEvent: false,
    ...(team ? teamParts(world, eventType) : { users: eventType.hosts.map((host) => publicUser(world, host.userId)) }),
    scheduleId: eventType.scheduleId,
    onlyShowFirstAvailableSlot: false,
    offsetStart: eventType.offsetStart,
    ...rules(eventType),
    hidden: eventType.hidden,
    bookingRequiresAuthentication: eventType.bookingRequiresAuthentication,
    bookingUrl: `${bookerUrl}/${team ? `team/${team.slug}` : owner?.username}/${eventType.slug}`,
    interfaceLanguage: null,
    allowReschedulingPastBookings: false,
    allowReschedulingCancelledBookings: false,
    showOptimizedSlots: false,
  }
}

/** What Cal.com keeps in an event type's metadata besides the owner's own. */
export function metadataOf({ metadata, lengthInMinutesOptions }: EventType): Record<string, unknown> {
  return lengthInMinutesOptions.length > 0 ? { ...metadata, multipleDuration: lengthInMinutesOptions } : metadata
}

function rules(eventType: EventType): Record<string, unknown> {
  const off = { disabled: true }
  const { bookerActiveBookings, rescheduleNoticeMinutes } = eventType
  return {
    bookingWindow: eventType.bookingWindow ?? off,
    confirmationPolicy: eventType.requiresConfirmation
      ? { type: 'always', blockUnconfirmedBookingsInBooker: eventType.blockUnconfirmed }
      : off,
    requiresBookerEmailVerification: false,
    hideCalendarNotes: false,
    seats: eventType.seats ? { disabled: false, ...eventType.seats } : off,
    useDestinationCalendarEmail: false,
    hideCalendarEventDetails: false,
    hideOrganizerEmail: false,
    calVideoSettings: { sendTranscriptionEmails: true },
    bookerActiveBookingsLimit:
      bookerActiveBookings === null ? off : { maximumActiveBookings: bookerActiveBookings, offerReschedule: eventType.offerReschedule },
    disableCancelling: { disabled: eventType.disableCancelling },
    disableRescheduling: {
      disabled: eventType.disableRescheduling,
      ...(rescheduleNoticeMinutes === null ? {} : { minutesBefore: rescheduleNoticeMinutes }),
    },
  }
}

function teamParts(world: World, eventType: EventType): Record<string, unknown> {
  const hosts = eventType.hosts.map(({ userId, fixed }) => {
    const { name, username, avatarUrl } = world.user(userId)
    return { userId, name, username, avatarUrl, mandatory: fixed, priority: 'medium' }
  })
  return { schedulingType: eventType.schedulingType, hosts }
}

function publicUser(world: World, id: number): Record<string, unknown> {
  const { name, username, avatarUrl, weekStart } = world.user(id)
  return { id, name, username, avatarUrl, brandColor: null, darkBrandColor: null, weekStart, metadata: {} }
}

function defaultFields(eventType: EventType): Record<string, unknown>[] {
  const field = (type: string, slug: string, required: boolean, more: object) => ({ isDefault: true, type, slug, required, ...more })
  const plain = { disableOnPrefill: false, hidden: false }
  return [
    field('name', 'name', true, { label: 'your_name', disableOnPrefill: false }),
    field('email', 'email', eventType.emailRequired, plain),
    ...(eventType.phoneField === 'hidden' ? [] : [field('phone', 'attendeePhoneNumber', eventType.phoneField === 'required', plain)]),
    field('radioInput', 'location', false, { hidden: false }),
    field('text', 'title', true, { disableOnPrefill: false, hidden: true }),
    field('textarea', 'notes', false, plain),
    field('multiemail', 'guests', false, plain),
    field('textarea', 'rescheduleReason', false, plain),
  ]
}

/** The other way: what `POST /v2/event-types` would have to say to get it. */
export function specOf(eventType: EventType): EventTypeSpec {
  const { requiresConfirmation, blockUnconfirmed, bookerActiveBookings, rescheduleNoticeMinutes } = eventType
  const { slotInterval, scheduleId, schedulingType, bookingWindow, seats, recurrence, customFields, hosts: _hosts, ...same } = eventType
  return {
    ...same,
    owner: '',
    bookingFields: customFields,
    ...(slotInterval === null ? {} : { slotInterval }),
    ...(scheduleId === null ? {} : { scheduleId }),
    ...(schedulingType === null ? {} : { schedulingType }),
    ...(bookingWindow === null ? {} : { bookingWindow }),
    ...(seats === null ? {} : { seats }),
    ...(recurrence === null ? {} : { recurrence }),
    ...(requiresConfirmation ? { confirmationPolicy: { type: 'always', blockUnconfirmedBookingsInBooker: blockUnconfirmed } } : {}),
    ...(bookerActiveBookings === null
      ? {}
      : { bookerActiveBookingsLimit: { maximumActiveBookings: bookerActiveBookings, offerReschedule: eventType.offerReschedule } }),
    disableCancelling: { disabled: eventType.disableCancelling },
    disableRescheduling: {
      disabled: eventType.disableRescheduling,
      ...(rescheduleNoticeMinutes === null ? {} : { minutesBefore: rescheduleNoticeMinutes }),
    },
  }
}
