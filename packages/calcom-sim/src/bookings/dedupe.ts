import type { Sim } from '../sim.ts'
import type { Booking, EventType } from '../world/types.ts'

/**
 * Cal.com answers a second POST for the same event type, start and attendee with the first booking, old
 * metadata and all, but only for event types with confirmation and for round robin.
 */
export function existingBooking(
  sim: Sim,
  eventType: EventType,
  startMs: number,
  email: string,
  phone: string | undefined,
): Booking | undefined {
  if (!eventType.requiresConfirmation && eventType.schedulingType !== 'roundRobin') return undefined
  const status = eventType.requiresConfirmation ? 'pending' : 'accepted'
  const fits = (booking: Booking) => booking.eventTypeId === eventType.id && booking.startMs === startMs && booking.status === status
  for (const booking of sim.world.bookingsOfAttendee(email)) if (fits(booking)) return booking
  if (phone === undefined) return undefined
  const hostIds = eventType.hosts.map((host) => host.userId)
  return hostIds
    .flatMap((hostId) => sim.world.bookingsByDay.of(hostId, startMs, startMs + 1))
    .find((booking) => fits(booking) && booking.attendees.some((attendee) => attendee.phoneNumber === phone))
}
