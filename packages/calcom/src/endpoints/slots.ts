import { z } from 'zod'
import type { Call } from '../call.ts'
import type { CalcomClient } from '../client.ts'
import * as responses from '../responses/slots.ts'
import { iso } from './iso.ts'
import { SLOTS_VERSION as version } from './versions.ts'

const kind = 'slots'

export function slotEndpoints(call: Call): Pick<CalcomClient, 'slots' | 'reserveSlot' | 'releaseReservation'> {
  return {
    slots: async ({ eventTypeId, fromMs, toMs, durationMin, reschedulingUid }, options) => {
      // An end at midnight would be moved to the end of its day there; a millisecond earlier it stays.
      const query = {
        eventTypeId,
        start: iso(fromMs),
        end: iso(toMs - 1),
        format: 'range',
        duration: durationMin,
        bookingUidToReschedule: reschedulingUid,
      }
      const path = '/v2/slots'
      const found = await call({ name: 'slots', kind, method: 'GET', route: path, path, query, version, answer: responses.slots }, options)
      return found.filter(({ startMs }) => startMs >= fromMs && startMs < toMs)
    },

    reserveSlot: ({ eventTypeId, startMs, durationMin, reservationMin }, options) => {
      const path = '/v2/slots/reservations'
      const body = { eventTypeId, slotStart: iso(startMs), slotDuration: durationMin, reservationDuration: reservationMin }
      return call({ name: 'reserve_slot', kind, method: 'POST', route: path, path, body, version, answer: responses.reservation }, options)
    },

    releaseReservation: async (uid, options) => {
      const route = '/v2/slots/reservations/{uid}'
      const path = `/v2/slots/reservations/${encodeURIComponent(uid)}`
      await call({ name: 'release_reservation', kind, method: 'DELETE', route, path, version, answer: z.unknown() }, options)
    },
  }
}
