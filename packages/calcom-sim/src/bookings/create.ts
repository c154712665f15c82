import { exception, IN_THE_PAST, OUT_OF_WINDOW } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import { scheduleOf } from '../slots/free.ts'
import { bookableFrom, bookableSince, bookableUntil } from '../slots/limits.ts'
import type { Span } from '../slots/span.ts'
import type { LocationSpec } from '../world/spec.ts'
import type { Booking, EventType } from '../world/types.ts'
import { attendeesOf, titleOf } from './attendees.ts'
import { checkBookerLimit } from './booker-limit.ts'
import { type Caller, mayUse } from './caller.ts'
import { existingBooking } from './dedupe.ts'
import { type Booker, checkBooker, checkCustomFields, checkMetadata } from './form.ts'
import { chooseHosts } from './hosts.ts'
import { insertBooking, touch } from './insert.ts'
import { lengthOf } from './length.ts'
import { placeOf } from './location.ts'
import { bookSeat } from './seats.ts'

export interface CreateInput {
  readonly eventType: EventType
  readonly startMs: number
  readonly booker: Booker
  readonly guests: readonly string[]
  readonly location?: LocationSpec | undefined
  readonly metadata: Record<string, unknown>
  readonly responses: Record<string, unknown>
  readonly lengthInMinutes?: number | undefined
  readonly recurrenceCount?: number | undefined
  readonly recurringBookingUid?: string
}

export interface Created {
  readonly booking: Booking
  /** Of a seated booking: the seat that was taken. */
  readonly seatUid?: string
  /** True when Cal.com gave back what was there: no write, no webhook. */
  readonly existing?: boolean
}

/** One booking, as Cal.com makes it: checks, a gap in which others may write, the write, the webhooks. */
export async function createBooking(sim: Sim, input: CreateInput, caller: Caller): Promise<Created> {
  const { eventType, booker } = input
  checkAccess(eventType, caller)
  const wanted = wantedSpan(input)
  const place = placeOf(eventType, input.location)
  checkCustomFields(eventType, input.responses)
  if (wanted.startMs < sim.clock.now()) throw exception(400, IN_THE_PAST)
  const email = checkBooker(eventType, booker)
  const metadata = checkMetadata(input.metadata)
  checkBookerLimit(sim, eventType, email)
  checkWindow(sim, eventType, wanted.startMs)
  if (eventType.seats) return bookSeat(sim, input, caller, { wanted, place, email, metadata })

  const existing = existingBooking(sim, eventType, wanted.startMs, email, booker.phoneNumber)
  if (existing) return { booking: existing, existing: true }
  const hosts = chooseHosts(sim.world, eventType, wanted)
  await sim.gap.passWith(hosts.organizerId, wanted, caller.gapMs)
  const late = sim.dice.chance(0.2) ? existingBooking(sim, eventType, wanted.startMs, email, booker.phoneNumber) : undefined
  if (late) return { booking: late, existing: true }

  const booking = insertBooking(sim, {
    hosts,
    eventType,
    ...wanted,
    status: eventType.requiresConfirmation ? 'pending' : 'accepted',
    title: titleOf(sim, eventType, hosts, booker.name),
    description: typeof input.responses.notes === 'string' ? input.responses.notes : '',
    attendees: attendeesOf(sim, booker, email, input.guests, hosts),
    guests: input.guests,
    metadata,
    location: place.location,
    responses: {
      ...(booker.phoneNumber ? { attendeePhoneNumber: booker.phoneNumber } : {}),
      name: booker.name,
      email,
      ...input.responses,
      ...(input.guests.length > 0 ? { guests: input.guests } : {}),
      ...(place.response ? { location: place.response } : {}),
    },
    recurringBookingUid: input.recurringBookingUid ?? null,
    creationSource: caller.source,
  })
  sim.meetings.schedule(booking)
  await sim.webhooks.emit(booking.status === 'pending' ? 'BOOKING_REQUESTED' : 'BOOKING_CREATED', booking)
  touch(sim, booking)
  return { booking }
}

function checkAccess(eventType: EventType, caller: Caller): void {
  if (!eventType.bookingRequiresAuthentication || caller.source === 'WEBAPP') return
  const text = 'checkBookingRequiresAuthentication -'
  if (caller.userId === null) {
    throw exception(
      401,
      `${text} request must be authenticated by passing credentials belonging to event type owner, host or team or org admin or owner.`,
    )
  }
  if (!mayUse(caller, eventType)) {
    throw exception(
      403,
      `${text} user is not authorized to access this event type. User has to be either event type owner, host, team admin or owner or org admin or owner.`,
    )
  }
}

function wantedSpan(input: CreateInput): Span {
  return { startMs: input.startMs, endMs: input.startMs + lengthOf(input.eventType, input.lengthInMinutes) * 60_000 }
}

export function checkWindow(sim: Sim, eventType: EventType, startMs: number): void {
  const nowMs = sim.clock.now()
  const host = eventType.hosts[0]
  const schedule = host ? scheduleOf(sim.world, eventType, host.userId) : undefined
  const inside =
    startMs >= bookableFrom(eventType, nowMs) &&
    startMs >= bookableSince(eventType, schedule) &&
    startMs <= bookableUntil(eventType, schedule, nowMs)
  if (!inside) throw exception(400, OUT_OF_WINDOW)
}
