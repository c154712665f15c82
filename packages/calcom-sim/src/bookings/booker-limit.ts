import { exception } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import type { EventType } from '../world/types.ts'

/** So many active bookings may one address have of an event type. */
export function checkBookerLimit(sim: Sim, eventType: EventType, email: string): void {
  if (eventType.bookerActiveBookings === null) return
  const nowMs = sim.clock.now()
  const active = [...sim.world.bookingsOfAttendee(email)].filter(
    (booking) =>
      booking.eventTypeId === eventType.id && booking.endMs > nowMs && (booking.status === 'accepted' || booking.status === 'pending'),
  )
  if (active.length < eventType.bookerActiveBookings) return
  const hint = eventType.offerReschedule
    ? ` You can reschedule your existing booking (${active.at(-1)?.uid}) to a new timeslot instead.`
    : ''
  throw exception(400, `Attendee with this email can't book because the maximum number of active bookings has been reached.${hint}`)
}
