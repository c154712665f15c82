import type { Booking, EventType } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { merge, type Span } from './span.ts'

const MINUTE_MS = 60_000
const WIDEST_BUFFER_MS = 12 * 60 * MINUTE_MS

/** The host's time that a booking of `eventType` may not touch, with the buffers of both sides. */
export function busyWithBookings(world: World, eventType: EventType, hostId: number, range: Span, exceptUid?: string): Span[] {
  const busy: Span[] = []
  for (const booking of world.bookingsByDay.of(hostId, range.startMs - WIDEST_BUFFER_MS, range.endMs + WIDEST_BUFFER_MS)) {
    if (booking.uid === exceptUid || !takesTime(world, booking)) continue
    if (eventType.seats && booking.eventTypeId === eventType.id) continue // its seats decide, not its time
    const other = world.eventTypes.get(booking.eventTypeId)
    busy.push({
      startMs: booking.startMs - ((other?.beforeEventBuffer ?? 0) + eventType.afterEventBuffer) * MINUTE_MS,
      endMs: booking.endMs + ((other?.afterEventBuffer ?? 0) + eventType.beforeEventBuffer) * MINUTE_MS,
    })
  }
  return merge(busy)
}

/** Reservations hide time from the list for all event types of a host; a booking ignores them. */
export function busyWithReservations(world: World, hostId: number, nowMs: number): Span[] {
  const busy: Span[] = []
  for (const reservation of world.reservations.values()) {
    if (reservation.untilMs <= nowMs) continue
    const eventType = world.eventTypes.get(reservation.eventTypeId)
    if (eventType?.hosts.some((host) => host.userId === hostId))
      busy.push({ startMs: reservation.slotStartMs, endMs: reservation.slotEndMs })
  }
  return merge(busy)
}

/** Pending bookings leave the slot open, unless their event type blocks it. */
function takesTime(world: World, booking: Booking): boolean {
  if (booking.status === 'accepted') return true
  return booking.status === 'pending' && world.eventTypes.get(booking.eventTypeId)?.blockUnconfirmed === true
}
