import { IANAZone } from 'luxon'
import type { Booking, EventType, User } from '../world/types.ts'
import type { World } from '../world/world.ts'

export interface PayloadContext {
  readonly world: World
  readonly booking: Booking
  readonly eventType: EventType
  readonly organizer: User
  /** Where Cal.com's booking pages would be. */
  readonly bookerUrl: string
  readonly newUuid: () => string
}

/** Minutes east of UTC at the booking's start. */
export function utcOffset(booking: Booking, timeZone: string): number {
  return IANAZone.create(timeZone).offset(booking.startMs)
}

export function organizerOf({ booking, organizer }: PayloadContext): Record<string, unknown> {
  return {
    id: organizer.id,
    name: organizer.name,
    email: organizer.email,
    username: organizer.username,
    timeZone: organizer.timeZone,
    language: { locale: 'en' },
    timeFormat: organizer.timeFormat === 24 ? 'HH:mm' : 'h:mma',
    utcOffset: utcOffset(booking, organizer.timeZone),
  }
}

/**
 * The answers of the form. Right after booking the location's value is the number itself; everywhere else
 * it is the kind, with the number beside it.
 */
export function responsesOf({ booking, eventType }: PayloadContext, fresh: boolean): Record<string, unknown> {
  const said = booking.attendees[0]?.seat?.responses ?? booking.responses
  const answer = (label: string, value: unknown, isHidden = false) => ({ label, ...(value === undefined ? {} : { value }), isHidden })
  const phone = answer('phone_number', booking.attendees[0]?.phoneNumber ?? undefined, eventType.phoneField === 'hidden')
  const hiddenPhone = eventType.phoneField === 'hidden' && fresh
  const location = fresh ? { value: booking.location, optionValue: '' } : said.location
  const known = ['name', 'email', 'location', 'notes', 'guests', 'title', 'rescheduledReason', 'attendeePhoneNumber']
  const custom = Object.entries(said).filter(([slug]) => !known.includes(slug))
  return {
    ...(hiddenPhone ? { attendeePhoneNumber: phone } : {}),
    name: answer('your_name', booking.attendees[0]?.name),
    email: answer('email_address', booking.attendees[0]?.email),
    location: answer('location', location),
    title: answer('what_is_this_meeting_about', said.title, true),
    notes: answer('additional_notes', said.notes),
    guests: answer('additional_guests', booking.guests.length > 0 ? booking.guests : undefined),
    rescheduleReason: answer('reason_for_reschedule', said.rescheduledReason),
    ...(eventType.phoneField === 'hidden' ? {} : { attendeePhoneNumber: phone }),
    ...Object.fromEntries(custom.map(([slug, value]) => [slug, answer(slug, value)])),
  }
}

/** The keys that all payloads but the no-show's share, in no order that matters. */
export function commonOf({ booking, eventType, bookerUrl }: PayloadContext): Record<string, unknown> {
  return {
    bookerUrl,
    title: booking.title,
    type: eventType.slug,
    additionalNotes: booking.description ?? '',
    description: booking.description ?? '',
    customInputs: {},
    eventTypeId: eventType.id,
    userFieldsResponses: {},
    location: booking.location,
    uid: booking.uid,
    bookingId: booking.id,
    hideOrganizerEmail: false,
    customReplyToEmail: null,
    seatsPerTimeSlot: eventType.seats?.seatsPerTimeSlot ?? null,
    hideBranding: false,
    eventTitle: eventType.title,
    eventDescription: eventType.description || null,
    currency: eventType.currency,
    length: Math.round((booking.endMs - booking.startMs) / 60_000),
  }
}

export const withoutMs = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')
