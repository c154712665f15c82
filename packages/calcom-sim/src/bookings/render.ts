import { iso } from '../clock.ts'
import type { Attendee, Booking } from '../world/types.ts'
import type { World } from '../world/world.ts'

/** A booking as version 2024-08-13 shows it. Keys without a value are absent, not null. */
export function renderBooking(world: World, booking: Booking, seatUid?: string): Record<string, unknown> {
  const eventType = world.eventType(booking.eventTypeId)
  const seated = eventType.seats !== null
  const recurring = booking.recurringBookingUid !== null
  const host = world.user(booking.userId)
  const email = booking.attendees[0]?.email
  const minutes = Math.round((booking.endMs - booking.startMs) / 60_000)
  return {
    id: booking.id,
    uid: booking.uid,
    title: booking.title,
    description: booking.description,
    hosts: [
      { id: host.id, name: host.name, email: host.email, displayEmail: host.email, username: host.username, timeZone: host.timeZone },
    ],
    status: booking.status,
    cancellationReason: booking.cancellationReason,
    ...(seated ? {} : { cancelledByEmail: '' }),
    ...(booking.reschedulingReason ? { reschedulingReason: booking.reschedulingReason } : {}),
    ...(recurring ? {} : { rescheduledByEmail: booking.rescheduledByEmail }),
    ...(booking.rescheduledFromUid ? { rescheduledFromUid: booking.rescheduledFromUid } : {}),
    ...(booking.rescheduledToUid ? { rescheduledToUid: booking.rescheduledToUid } : {}),
    start: iso(booking.startMs),
    end: iso(booking.endMs),
    duration: minutes,
    eventTypeId: eventType.id,
    eventType: { id: eventType.id, slug: eventType.slug },
    meetingUrl: booking.location,
    location: booking.location,
    absentHost: booking.hostAbsent,
    createdAt: iso(booking.createdAtMs),
    updatedAt: iso(booking.updatedAtMs),
    ...(seated ? {} : { metadata: publicMetadata(booking) }),
    rating: null,
    icsUid: booking.icsUid,
    attendees: booking.attendees.map(renderAttendee),
    ...(booking.guests.length > 0 ? { guests: booking.guests } : {}),
    ...(seated ? {} : { bookingFieldsResponses: responsesOf(booking, email) }),
    ...(recurring ? { recurringBookingUid: booking.recurringBookingUid } : {}),
    ...(seatUid ? { seatUid } : {}),
  }
}

function renderAttendee(attendee: Attendee): Record<string, unknown> {
  const { name, email, timeZone, language, absent, phoneNumber, seat } = attendee
  return {
    name,
    email,
    displayEmail: email,
    timeZone,
    language,
    absent,
    ...(phoneNumber ? { phoneNumber } : {}),
    ...(seat ? { seatUid: seat.uid, bookingFieldsResponses: seat.responses, metadata: seat.metadata } : {}),
  }
}

function responsesOf(booking: Booking, email: string | undefined): Record<string, unknown> {
  const guests = booking.guests.length > 0 ? { displayGuests: booking.guests } : {}
  return { email, ...jsonb(booking.responses), displayEmail: email, ...guests }
}

/** What the caller sent; the video URL is Cal.com's own and stays inside. */
function publicMetadata(booking: Booking): Record<string, string> {
  const { videoCallUrl: _, ...sent } = booking.metadata
  return jsonb(sent)
}

/** PostgreSQL's jsonb keeps keys by length, then by bytes: the order in which they come back. */
export function jsonb<T>(object: Record<string, T>): Record<string, T> {
  const keys = Object.keys(object).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  return Object.fromEntries(keys.map((key) => [key, object[key] as T]))
}
