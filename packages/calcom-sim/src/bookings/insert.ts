import { lostRace } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import type { Booking, EventType } from '../world/types.ts'
import type { ChosenHosts } from './hosts.ts'

type Given = Pick<Booking, 'startMs' | 'endMs' | 'status' | 'title' | 'metadata' | 'location' | 'responses' | 'creationSource'> &
  Partial<Booking> & { hosts: ChosenHosts; eventType: EventType }

/** Writes a booking. Throws the lost race when another with the same host, start and end was written first. */
export function insertBooking(sim: Sim, { hosts, eventType, ...given }: Given): Booking {
  const nowMs = sim.clock.now()
  const key = given.status === 'accepted' ? idempotencyKey(given.startMs, given.endMs, hosts.organizerId) : null
  const holder = key === null ? undefined : sim.world.idempotencyKeys.get(key)
  if (holder !== undefined && holder !== given.rescheduledFromUid) throw lostRace()
  const uid = sim.random.bookingUid()
  const booking: Booking = {
    id: sim.world.nextId('booking'),
    uid,
    icsUid: `${uid}@Cal.diy`,
    iCalSequence: 0,
    eventTypeId: eventType.id,
    userId: hosts.organizerId,
    hostIds: hosts.hostIds,
    description: '',
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    attendees: [],
    guests: [],
    cancellationReason: '',
    rejectionReason: null,
    reschedulingReason: null,
    rescheduledByEmail: null,
    rescheduledFromUid: null,
    rescheduledToUid: null,
    recurringBookingUid: null,
    hostAbsent: false,
    idempotencyKey: key,
    ...given,
  }
  sim.world.addBooking(booking)
  return booking
}

/** Bookings change once more after their webhooks were sent: pollers see them again. */
export function touch(sim: Sim, booking: Booking): void {
  booking.updatedAtMs = Math.max(sim.clock.now(), booking.updatedAtMs + 1)
}

function idempotencyKey(startMs: number, endMs: number, hostId: number): string {
  return `${startMs}.${endMs}.${hostId}`
}
