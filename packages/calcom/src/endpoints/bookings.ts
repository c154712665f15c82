import type { Call } from '../call.ts'
import type { CalcomClient } from '../client.ts'
import type { Booking } from '../model.ts'
import type { BookingsQuery, CallOptions } from '../requests.ts'
import { bookings, oneBooking } from '../responses/booking.ts'
import { bookingBody } from './booking-body.ts'
import { iso, isoIfAny } from './iso.ts'
import { isOurs } from './ours.ts'
import { BOOKINGS_VERSION as version } from './versions.ts'

const kind = 'bookings'

type Endpoints = Pick<
  CalcomClient,
  'createBooking' | 'getBooking' | 'listBookings' | 'rescheduleBooking' | 'cancelBooking' | 'confirmBooking' | 'declineBooking'
>

const PAGE = 100
const SORTS = { start: 'sortStart', end: 'sortEnd', created: 'sortCreated', updatedAt: 'sortUpdatedAt' } as const

export function bookingEndpoints(call: Call): Endpoints {
  const act = (action: string, uid: string, body: object | undefined, options: CallOptions): Promise<Booking> => {
    const route = `/v2/bookings/{uid}/${action}`
    const path = `/v2/bookings/${encodeURIComponent(uid)}/${action}`
    return call({ name: `${action}_booking`, kind, method: 'POST', route, path, body, version, answer: oneBooking }, options)
  }

  return {
    createBooking: async (wanted, options) => {
      const path = '/v2/bookings'
      const body = bookingBody(wanted)
      const booking = await call(
        { name: 'create_booking', kind, method: 'POST', route: path, path, body, version, answer: oneBooking },
        options,
      )
      return { booking, ours: isOurs(wanted.metadata, booking) }
    },

    getBooking: (uid, options) => {
      const path = `/v2/bookings/${encodeURIComponent(uid)}`
      return call({ name: 'get_booking', kind, method: 'GET', route: '/v2/bookings/{uid}', path, version, answer: oneBooking }, options)
    },

    listBookings: async (query, options) => {
      const path = '/v2/bookings'
      const take = query.take ?? PAGE
      const page = await call(
        { name: 'list_bookings', kind, method: 'GET', route: path, path, query: { ...listQuery(query), take }, version, answer: bookings },
        options,
      )
      return { bookings: page, last: page.length < take }
    },

    rescheduleBooking: ({ uid, startMs, rescheduledBy, reason }, options) =>
      act('reschedule', uid, { start: iso(startMs), rescheduledBy, reschedulingReason: reason }, options),

    cancelBooking: ({ uid, reason }, options) => act('cancel', uid, { cancellationReason: reason.trim() || 'cancelled' }, options),

    confirmBooking: (uid, options) => act('confirm', uid, undefined, options),

    declineBooking: (uid, reason, options) => act('decline', uid, { reason }, options),
  }
}

function listQuery(query: BookingsQuery): Record<string, string | number | undefined> {
  return {
    eventTypeId: query.eventTypeId,
    attendeeEmail: query.attendeeEmail?.toLowerCase(),
    status: query.status?.join(','),
    afterStart: isoIfAny(query.afterStartMs),
    beforeEnd: isoIfAny(query.beforeEndMs),
    afterUpdatedAt: isoIfAny(query.afterUpdatedAtMs),
    beforeUpdatedAt: isoIfAny(query.beforeUpdatedAtMs),
    ...(query.sort && { [SORTS[query.sort.by]]: query.sort.order }),
    skip: query.skip,
  }
}
