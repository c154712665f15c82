import { filtered } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import type { Booking } from '../world/types.ts'
import { touch } from './insert.ts'

/**
 * Only an accepted booking is refused: a cancelled, rejected or already moved one comes alive again, under
 * its old uid, whatever stands in its time by now.
 */
export async function confirmBooking(sim: Sim, booking: Booking): Promise<void> {
  if (booking.status === 'accepted') throw filtered(400, 'TRPCError', 'Booking already confirmed')
  booking.status = 'accepted'
  booking.metadata = { ...booking.metadata, videoCallUrl: '' }
  touch(sim, booking)
  sim.meetings.schedule(booking)
  await sim.webhooks.emit('BOOKING_CREATED', booking, { confirmed: true })
}

export async function declineBooking(sim: Sim, booking: Booking, reason: string | undefined): Promise<void> {
  if (booking.status === 'accepted') throw filtered(400, 'TRPCError', 'Booking already confirmed')
  booking.status = 'rejected'
  booking.rejectionReason = reason ?? ''
  sim.world.releaseIdempotencyKey(booking)
  touch(sim, booking)
  await sim.webhooks.emit('BOOKING_REJECTED', booking)
}
