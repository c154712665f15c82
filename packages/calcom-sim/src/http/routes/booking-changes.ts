import { markAbsent } from '../../bookings/absent.ts'
import { cancelBooking } from '../../bookings/cancel.ts'
import { confirmBooking, declineBooking } from '../../bookings/decide.ts'
import { renderBooking } from '../../bookings/render.ts'
import { rescheduleBooking } from '../../bookings/reschedule.ts'
import { exception } from '../errors.ts'
import { type Call, type Reply, type Route, success } from '../route.ts'
import { isIsoDate, isObject, Problems, parseIso } from '../validation.ts'
import { findBooking, seriesOf } from './bookings.ts'

const at = { method: 'post', version: '2024-08-13', kind: 'write' } as const
const path = (action: string) => `/v2/bookings/:uid/${action}`

export const bookingChangeRoutes: readonly Route[] = [
  { ...at, path: path('reschedule'), auth: 'optional', handle: reschedule },
  { ...at, path: path('cancel'), auth: 'optional', handle: cancel },
  { ...at, path: path('confirm'), auth: 'permissions', handle: confirm },
  { ...at, path: path('decline'), auth: 'permissions', handle: decline },
  { ...at, path: path('mark-absent'), auth: 'permissions', handle: absent },
]

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

async function reschedule({ sim, params, body, caller }: Call): Promise<Reply> {
  check(body, ['start', 'rescheduledBy', 'reschedulingReason', 'emailVerificationCode', 'seatUid'], (problems) => {
    if (!isIsoDate(body.start)) problems.add('start', 'start must be a valid ISO 8601 date string')
  })
  const old = findBooking(sim.world, params.uid ?? '')
  const input = {
    startMs: parseIso(String(body.start)),
    rescheduledBy: text(body.rescheduledBy),
    reason: text(body.reschedulingReason),
  }
  const booking = await rescheduleBooking(sim, old, input, caller)
  return success({ ...renderBooking(sim.world, booking, text(body.seatUid)), isPlatformManagedUserBooking: false }, 201)
}

/** One booking; a whole series by its own uid; or a booking of a series and those after it. */
async function cancel({ sim, params, body, caller }: Call): Promise<Reply> {
  check(body, ['cancellationReason', 'cancelSubsequentBookings', 'seatUid'])
  const uid = params.uid ?? ''
  const series = seriesOf(sim.world, uid)
  const booking = series.find((one) => one.status !== 'cancelled') ?? series[0] ?? sim.world.bookings.get(uid)
  if (!booking) throw exception(404, `Booking with uid=${uid} not found`)
  const withLater = series.length > 0 || body.cancelSubsequentBookings === true
  const siblings = booking.recurringBookingUid !== null && withLater ? seriesOf(sim.world, booking.recurringBookingUid) : []
  const later = siblings.filter((one) => one.startMs > booking.startMs && one.status !== 'cancelled')
  const input = { reason: text(body.cancellationReason), seatUid: text(body.seatUid) }
  for (const one of [booking, ...later]) await cancelBooking(sim, one, input, caller)
  return success(series.length > 0 ? series.map((one) => renderBooking(sim.world, one)) : renderBooking(sim.world, booking))
}

async function confirm({ sim, params }: Call): Promise<Reply> {
  const booking = findBooking(sim.world, params.uid ?? '')
  await confirmBooking(sim, booking)
  return success(renderBooking(sim.world, booking))
}

async function decline({ sim, params, body }: Call): Promise<Reply> {
  check(body, ['reason'])
  const booking = findBooking(sim.world, params.uid ?? '')
  await declineBooking(sim, booking, text(body.reason))
  return success(renderBooking(sim.world, booking))
}

async function absent({ sim, params, body }: Call): Promise<Reply> {
  check(body, ['host', 'attendees'], (problems) => {
    const { attendees } = body
    const fits = (one: unknown) => isObject(one) && typeof one.email === 'string' && typeof one.absent === 'boolean'
    if (attendees !== undefined && !(Array.isArray(attendees) && attendees.every(fits)))
      problems.add('attendees', 'attendees must be an array')
  })
  const booking = findBooking(sim.world, params.uid ?? '')
  await markAbsent(sim, booking, body)
  return success(renderBooking(sim.world, booking))
}

function check(body: Record<string, unknown>, keys: readonly string[], more: (problems: Problems) => void = () => {}): void {
  const problems = new Problems()
  problems.forbidUnknown(body, keys)
  more(problems)
  problems.throwIfAny()
}
