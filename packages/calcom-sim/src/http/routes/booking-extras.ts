import { attendee } from '../../bookings/attendees.ts'
import { touch } from '../../bookings/insert.ts'
import { placeOf } from '../../bookings/location.ts'
import { renderBooking } from '../../bookings/render.ts'
import type { LocationSpec } from '../../world/spec.ts'
import { exception } from '../errors.ts'
import { type Call, type Reply, type Route, success } from '../route.ts'
import { isEmail, isObject, Problems } from '../validation.ts'
import { findBooking } from './bookings.ts'

const at = { version: '2024-08-13' } as const
const throttle = (name: string) => ({ name, limit: 5, windowMs: 60_000 })

export const bookingExtraRoutes: readonly Route[] = [
  {
    ...at,
    method: 'patch',
    path: '/v2/bookings/:uid/location',
    auth: 'required',
    kind: 'write',
    throttle: throttle('booking_location_update'),
    handle: setLocation,
  },
  {
    ...at,
    method: 'post',
    path: '/v2/bookings/:uid/guests',
    auth: 'required',
    kind: 'write',
    throttle: throttle('booking_guests_add'),
    handle: addGuests,
  },
  { ...at, method: 'get', path: '/v2/bookings/:uid/attendees', auth: 'required', kind: 'read', handle: attendees },
  { ...at, method: 'get', path: '/v2/bookings/:uid/references', auth: 'required', kind: 'read', handle: references },
]

function setLocation({ sim, params, body }: Call): Reply {
  const booking = findBooking(sim.world, params.uid ?? '')
  if (!isObject(body.location)) throw exception(400, 'location property is wrong,location should not be null or undefined ')
  const place = placeOf(sim.world.eventType(booking.eventTypeId), body.location as LocationSpec)
  booking.location = place.location
  if (place.response) booking.responses.location = place.response
  touch(sim, booking)
  return success(renderBooking(sim.world, booking))
}

function addGuests({ sim, params, body }: Call): Reply {
  const booking = findBooking(sim.world, params.uid ?? '')
  const guests = (Array.isArray(body.guests) ? body.guests : []) as { email?: unknown; name?: unknown; timeZone?: unknown }[]
  const problems = new Problems()
  if (guests.length === 0 || !guests.every((guest) => isEmail(guest.email))) problems.add('guests', 'each value in guests must be an email')
  problems.throwIfAny()
  for (const guest of guests) {
    const email = String(guest.email)
    const timeZone = String(guest.timeZone ?? booking.attendees[0]?.timeZone ?? 'UTC')
    booking.attendees.push(attendee(sim, { name: String(guest.name ?? ''), email, timeZone }))
    sim.world.indexAttendee(booking, email)
  }
  touch(sim, booking)
  return success(renderBooking(sim.world, booking))
}

function attendees({ sim, params }: Call): Reply {
  const booking = findBooking(sim.world, params.uid ?? '')
  const rows = booking.attendees.map(({ id, name, email, timeZone, language, absent, phoneNumber }) => ({
    id,
    bookingId: booking.id,
    name,
    email,
    displayEmail: email,
    timeZone,
    language,
    absent,
    ...(phoneNumber ? { phoneNumber } : {}),
  }))
  return success(rows)
}

/** No calendars are connected, so nothing refers to one. */
function references({ sim, params }: Call): Reply {
  findBooking(sim.world, params.uid ?? '')
  return success([])
}
