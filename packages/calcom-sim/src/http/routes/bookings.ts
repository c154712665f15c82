import { createBooking } from '../../bookings/create.ts'
import { readCreateInput } from '../../bookings/create-input.ts'
import { listBookings } from '../../bookings/list.ts'
import { readListQuery } from '../../bookings/list-query.ts'
import { createRecurring } from '../../bookings/recurring.ts'
import { renderBooking } from '../../bookings/render.ts'
import type { Booking } from '../../world/types.ts'
import type { World } from '../../world/world.ts'
import { exception, filtered } from '../errors.ts'
import { type Call, type Reply, type Route, success, type UserCall } from '../route.ts'

const at = { version: '2024-08-13' } as const

export const bookingRoutes: readonly Route[] = [
  { ...at, method: 'post', path: '/v2/bookings', auth: 'optional', kind: 'write', handle: create },
  { ...at, method: 'get', path: '/v2/bookings', auth: 'permissions', kind: 'read', handle: list },
  { ...at, method: 'get', path: '/v2/bookings/by-seat/:seatUid', auth: 'optional', kind: 'read', handle: showBySeat },
  { ...at, method: 'get', path: '/v2/bookings/:uid', auth: 'optional', kind: 'read', handle: show },
]

async function create({ sim, body, caller }: Call): Promise<Reply> {
  const input = readCreateInput(sim, body)
  const made = (booking: Booking, seatUid?: string) => ({
    ...renderBooking(sim.world, booking, seatUid),
    isPlatformManagedUserBooking: false,
  })
  if (input.eventType.recurrence) {
    const bookings = await createRecurring(sim, input, caller)
    return success(
      bookings.map((booking) => made(booking)),
      201,
    )
  }
  const { booking, seatUid, existing } = await createBooking(sim, input, caller)
  // The second seat of a booking is answered by other code, which leaves the flag out.
  const secondSeat = existing && seatUid !== undefined
  return success(secondSeat ? renderBooking(sim.world, booking, seatUid) : made(booking, seatUid), 201)
}

function list({ sim, query, userId }: UserCall): Reply {
  const asked = readListQuery(query)
  const known = (id: number) => sim.world.eventTypes.has(id)
  if (asked.eventTypeIds && !asked.eventTypeIds.every(known)) throw filtered(400, 'TRPCError', 'The requested event-types do not exist.')
  const { bookings, pagination } = listBookings(sim.world, userId, asked, sim.clock.now())
  return { body: { status: 'success', data: bookings.map((booking) => renderBooking(sim.world, booking)), pagination } }
}

/** The uid opens it to anybody; that of a recurring series gives all of its bookings. */
function show({ sim, params }: Call): Reply {
  const uid = params.uid ?? ''
  const series = seriesOf(sim.world, uid)
  if (series.length > 0) return success(series.map((booking) => renderBooking(sim.world, booking)))
  return success(renderBooking(sim.world, findBooking(sim.world, uid)))
}

function showBySeat({ sim, params }: Call): Reply {
  const holds = (booking: Booking) => booking.attendees.some((one) => one.seat?.uid === params.seatUid)
  const booking = [...sim.world.bookings.values()].find(holds)
  if (!booking) throw exception(404, `Booking with seatUid=${params.seatUid} was not found in the database`)
  return success(renderBooking(sim.world, booking, params.seatUid))
}

export function findBooking(world: World, uid: string): Booking {
  const booking = world.bookings.get(uid)
  if (!booking) throw exception(404, `Booking with uid=${uid} was not found in the database`)
  return booking
}

/** The bookings of a recurring series, by start; none when the uid is that of a booking. */
export function seriesOf(world: World, uid: string): Booking[] {
  if (world.bookings.has(uid)) return []
  return [...world.bookings.values()].filter((booking) => booking.recurringBookingUid === uid).sort((a, b) => a.startMs - b.startMs)
}
