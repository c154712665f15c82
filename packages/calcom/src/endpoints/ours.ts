import type { Booking } from '../model.ts'

/** The metadata key that carries the change's id. */
export const CHANGE_KEY = 'calbridge_change'

/**
 * Is this the booking that was just asked for? Cal.com gives an existing one back, with its old metadata, when event type,
 * start and attendee are the same. Seated bookings carry the metadata at their attendees. Without a change id all that was
 * sent must be there.
 */
export function isOurs(sent: Readonly<Record<string, string>>, booking: Booking): boolean {
  const change = sent[CHANGE_KEY]
  const wanted = change === undefined ? Object.entries(sent) : [[CHANGE_KEY, change] as const]
  const carried = [booking.metadata, ...booking.attendees.map(({ metadata }) => metadata)]
  return carried.some((metadata) => wanted.every(([key, value]) => metadata[key] === value))
}
