import { bare, exception } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import type { Booking } from '../world/types.ts'
import { type Caller, isOrganizer } from './caller.ts'
import { touch } from './insert.ts'

/**
 * Sends BOOKING_CANCELLED first and changes the booking after, as Cal.com does: a receiver that reads back
 * still sees it live, and two who cancel at once both succeed.
 */
export async function cancelBooking(
  sim: Sim,
  booking: Booking,
  input: { reason?: string | undefined; seatUid?: string | undefined },
  caller: Caller,
): Promise<void> {
  const eventType = sim.world.eventType(booking.eventTypeId)
  if (booking.status === 'cancelled') {
    throw exception(
      400,
      `Can't cancel booking with uid=${booking.uid} because it has been cancelled already. Please provide uid of a booking that is not cancelled.`,
    )
  }
  if (booking.endMs < sim.clock.now()) throw bare(400, 'Cannot cancel a booking that has already ended')
  if (eventType.disableCancelling) throw bare(400, 'This event type does not allow cancellations')
  const whoMustSay = isOrganizer(caller, booking) ? 'MANDATORY_HOST_ONLY' : 'MANDATORY_ATTENDEE_ONLY'
  const mustSay = eventType.cancellationReason === 'MANDATORY_BOTH' || eventType.cancellationReason === whoMustSay
  if (mustSay && caller.source === 'API_V2' && !input.reason?.trim()) throw bare(400, 'Cancellation reason is required')

  await sim.webhooks.emit('BOOKING_CANCELLED', booking, { cancellationReason: input.reason ?? '' })
  await sim.gap.pass(caller.gapMs)
  if (input.seatUid !== undefined && booking.attendees.length > 1) {
    booking.attendees = booking.attendees.filter((one) => one.seat?.uid !== input.seatUid)
    touch(sim, booking)
    return
  }
  booking.status = 'cancelled'
  booking.cancellationReason = input.reason ?? ''
  booking.iCalSequence++
  sim.world.releaseIdempotencyKey(booking)
  sim.meetings.unschedule(booking)
  touch(sim, booking)
}
