import { bare, exception, UNAVAILABLE } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import { isFree } from '../slots/free.ts'
import type { Span } from '../slots/span.ts'
import type { Booking, EventType } from '../world/types.ts'
import { attendee, titleOf } from './attendees.ts'
import type { Caller } from './caller.ts'
import type { Created, CreateInput } from './create.ts'
import { chooseHosts } from './hosts.ts'
import { insertBooking, touch } from './insert.ts'
import type { Place } from './location.ts'

interface Checked {
  readonly wanted: Span
  readonly place: Place
  readonly email: string
  readonly metadata: Record<string, string>
}

/** The booking that holds the seats of a slot, if anybody has taken one. */
export function seatedBooking(sim: Sim, eventType: EventType, startMs: number): Booking | undefined {
  const host = eventType.hosts[0]
  if (!host) return undefined
  return sim.world.bookingsByDay
    .of(host.userId, startMs, startMs + 1)
    .find(
      (booking) =>
        booking.eventTypeId === eventType.id &&
        booking.startMs === startMs &&
        booking.status !== 'cancelled' &&
        booking.status !== 'rejected',
    )
}

/** Takes a seat in the slot's booking, or makes that booking. */
export async function bookSeat(
  sim: Sim,
  input: CreateInput,
  caller: Caller,
  { wanted, place, email, metadata }: Checked,
): Promise<Created> {
  const { eventType, booker } = input
  const seats = eventType.seats?.seatsPerTimeSlot ?? 0
  const seat = {
    uid: sim.random.uuid(),
    responses: { name: booker.name, guests: [...input.guests], ...(place.response ? { location: place.response } : {}) },
    metadata,
  }
  const taker = attendee(sim, {
    name: booker.name,
    email,
    phoneNumber: booker.phoneNumber ?? null,
    timeZone: booker.timeZone,
    language: booker.language,
    seat,
  })
  const there = seatedBooking(sim, eventType, wanted.startMs)
  if (there) {
    if (there.attendees.some((other) => other.email === email)) throw bare(409, 'already_signed_up_for_this_booking_error')
    if (there.attendees.length >= seats) throw exception(409, 'No more seats left at this seated booking.')
    there.attendees.push(taker)
    sim.world.indexAttendee(there, email)
    await sim.webhooks.emit('BOOKING_CREATED', there)
    touch(sim, there)
    return { booking: there, seatUid: seat.uid, existing: true }
  }
  if (eventType.schedulingType === null && !isFree(sim.world, eventType, eventType.hosts[0]?.userId ?? 0, wanted))
    throw exception(400, UNAVAILABLE)
  const hosts = chooseHosts(sim.world, eventType, wanted)
  await sim.gap.passWith(hosts.organizerId, wanted, caller.gapMs)
  const booking = insertBooking(sim, {
    hosts,
    eventType,
    ...wanted,
    icsUid: `${sim.random.bookingUid()}@Cal.diy`,
    status: eventType.requiresConfirmation ? 'pending' : 'accepted',
    title: titleOf(sim, eventType, hosts, booker.name),
    description: null,
    attendees: [taker],
    metadata: {},
    location: place.location,
    responses: {},
    creationSource: caller.source,
  })
  sim.meetings.schedule(booking)
  await sim.webhooks.emit(booking.status === 'pending' ? 'BOOKING_REQUESTED' : 'BOOKING_CREATED', booking)
  touch(sim, booking)
  return { booking, seatUid: seat.uid }
}
