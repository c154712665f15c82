import { mayUse } from '../../bookings/caller.ts'
import { seatedBooking } from '../../bookings/seats.ts'
import { iso } from '../../clock.ts'
import type { Sim } from '../../sim.ts'
import type { EventType, Reservation } from '../../world/types.ts'
import { exception } from '../errors.ts'
import { type Call, type Reply, type Route, success } from '../route.ts'
import { isIsoDate, Problems, parseIso } from '../validation.ts'

const at = { version: '2024-09-04', kind: 'read', auth: 'optional' } as const
const one = '/v2/slots/reservations/:uid'
const DEFAULT_MINUTES = 5

export const reservationRoutes: readonly Route[] = [
  { ...at, method: 'post', path: '/v2/slots/reservations', handle: reserve },
  { ...at, method: 'get', path: one, handle: show },
  { ...at, method: 'patch', path: one, handle: move },
  { ...at, method: 'delete', path: one, handle: remove },
]

function reserve(call: Call): Reply {
  const { sim } = call
  const wanted = read(call)
  const reservation: Reservation = { uid: sim.random.uuid(), ...wanted.reservation }
  sim.world.reservations.set(reservation.uid, reservation)
  return success(render(reservation, wanted.minutes), 201)
}

/** Checks like a new one, itself included: moving it to its own time is refused. */
function move(call: Call): Reply {
  const reservation = call.sim.world.reservations.get(call.params.uid ?? '')
  if (!reservation) throw exception(404, `Reservation with uid=${call.params.uid} not found`)
  const wanted = read(call)
  Object.assign(reservation, wanted.reservation)
  return success(render(reservation, wanted.minutes))
}

function show({ sim, params }: Call): Reply {
  const reservation = sim.world.reservations.get(params.uid ?? '')
  if (!reservation || reservation.untilMs <= sim.clock.now()) return success(null)
  const { reservationUid, eventTypeId, slotStart, slotEnd, slotDuration, reservationUntil } = render(reservation, 0)
  return success({ reservationUid, eventTypeId, slotStart, slotEnd, slotDuration, reservationUntil })
}

function remove({ sim, params }: Call): Reply {
  sim.world.reservations.delete(params.uid ?? '')
  return { body: { status: 'success' } }
}

function read({ sim, body, userId, caller }: Call) {
  const problems = new Problems()
  problems.forbidUnknown(body, ['eventTypeId', 'slotStart', 'slotDuration', 'reservationDuration'])
  if (typeof body.eventTypeId !== 'number') problems.add('eventTypeId', 'eventTypeId must be an integer number')
  if (!isIsoDate(body.slotStart)) problems.add('slotStart', 'slotStart must be a valid ISO 8601 date string')
  problems.throwIfAny()
  const eventType = sim.world.eventTypes.get(body.eventTypeId as number)
  if (!eventType) throw exception(404, `Event Type with ID=${body.eventTypeId} not found`)
  const asked = body.reservationDuration
  if (asked !== undefined && userId === null) {
    throw exception(401, 'reservationDuration can only be used for authenticated requests - use access token, api key or OAuth credentials')
  }
  if (asked !== undefined && !mayUse(caller, eventType)) {
    throw exception(403, 'reservationDuration can only be used by the owner of the event type or by members of its team')
  }
  const minutes = Number(asked ?? DEFAULT_MINUTES)
  const durationMinutes = Number(body.slotDuration ?? eventType.lengthInMinutes)
  const slotStartMs = parseIso(String(body.slotStart))
  const slotEndMs = slotStartMs + durationMinutes * 60_000
  refuseTaken(sim, eventType, slotStartMs, slotEndMs)
  const untilMs = sim.clock.now() + minutes * 60_000
  return { minutes, reservation: { eventTypeId: eventType.id, slotStartMs, slotEndMs, durationMinutes, untilMs } }
}

/** Only this event type's own bookings and reservations count, though the host's other ones take the time. */
function refuseTaken(sim: Sim, eventType: EventType, startMs: number, endMs: number): void {
  if (eventType.seats) {
    const seated = seatedBooking(sim, eventType, startMs)
    if (seated && seated.attendees.length >= eventType.seats.seatsPerTimeSlot) {
      throw exception(422, `Booking with id=${eventType.id} at ${iso(startMs)} has no more seats left.`)
    }
    return
  }
  const hostIds = eventType.hosts.map((host) => host.userId)
  const taken = hostIds.filter((hostId) =>
    sim.world.bookingsByDay
      .of(hostId, startMs, endMs)
      .some((booking) => booking.eventTypeId === eventType.id && (booking.status === 'accepted' || booking.status === 'pending')),
  )
  const rotates = eventType.schedulingType === 'roundRobin'
  if (taken.length > 0 && (!rotates || taken.length === hostIds.length))
    throw exception(422, "Can't reserve a slot if the event is already booked.")
  const nowMs = sim.clock.now()
  const reserved = [...sim.world.reservations.values()].filter(
    (other) => other.eventTypeId === eventType.id && other.untilMs > nowMs && other.slotStartMs < endMs && other.slotEndMs > startMs,
  )
  if (reserved.length > 0 && (!rotates || reserved.length + taken.length >= hostIds.length)) {
    throw exception(422, 'This time slot is already reserved by another user. Please choose a different time.')
  }
}

function render(reservation: Reservation, minutes: number) {
  return {
    eventTypeId: reservation.eventTypeId,
    slotStart: iso(reservation.slotStartMs),
    slotEnd: iso(reservation.slotEndMs),
    slotDuration: reservation.durationMinutes,
    reservationUid: reservation.uid,
    reservationDuration: minutes,
    reservationUntil: iso(reservation.untilMs),
  }
}
