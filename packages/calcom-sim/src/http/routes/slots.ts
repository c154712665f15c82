import { seatedBooking } from '../../bookings/seats.ts'
import type { Sim } from '../../sim.ts'
import { offeredStarts } from '../../slots/free.ts'
import { renderSlots } from '../../slots/render.ts'
import { findEventType } from '../../world/find-event-type.ts'
import type { EventType } from '../../world/types.ts'
import { exception } from '../errors.ts'
import type { Call, Reply, Route } from '../route.ts'
import { isIsoDate, isTimeZone, Problems, parseIso } from '../validation.ts'

const KEYS = [
  'start',
  'end',
  'timeZone',
  'duration',
  'format',
  'eventTypeId',
  'eventTypeSlug',
  'username',
  'usernames',
  'teamSlug',
  'organizationSlug',
  'bookingUidToReschedule',
]

export const slotRoutes: readonly Route[] = [
  { method: 'get', path: '/v2/slots', version: '2024-09-04', auth: 'none', kind: 'slots', handle: getSlots },
]

function getSlots({ sim, query, emptySlots }: Call): Reply {
  checkQuery(query)
  const eventType = eventTypeOf(sim, query)
  if (emptySlots) return { body: { data: {}, status: 'success' } }
  const startMs = parseIso(String(query.start))
  const endMs = endOf(String(query.end))
  const lengthMinutes = query.duration === undefined ? eventType.lengthInMinutes : Number(query.duration)
  const exceptUid = query.bookingUidToReschedule === undefined ? undefined : String(query.bookingUidToReschedule)
  const timeZone = query.timeZone === undefined ? undefined : String(query.timeZone)
  // Like Cal.com's, the cache does not know the format.
  const key = JSON.stringify([eventType.id, startMs, endMs, lengthMinutes, timeZone, exceptUid])
  const starts = sim.slotCache.get(key, () =>
    offeredStarts(sim.world, eventType, {
      range: { startMs, endMs },
      lengthMinutes,
      nowMs: sim.clock.now(),
      ...(exceptUid ? { exceptUid } : {}),
    }),
  )
  const seats = eventType.seats && ((ms: number) => seatsAt(sim, eventType, ms))
  const data = renderSlots(starts, { timeZone, lengthMinutes, ranges: query.format === 'range', seats: seats || undefined })
  return { body: { data, status: 'success' } }
}

function checkQuery(query: Record<string, unknown>): void {
  const problems = new Problems()
  problems.forbidUnknown(query, KEYS)
  if (!isIsoDate(query.start)) problems.add('start', 'start must be a valid ISO 8601 date string')
  if (!isIsoDate(query.end)) problems.add('end', 'end must be a valid ISO 8601 date string')
  if (query.timeZone !== undefined && !isTimeZone(query.timeZone)) problems.add('timeZone', 'timeZone must be a valid IANA time-zone')
  const number = 'must be a number conforming to the specified constraints'
  if (query.duration !== undefined && !(Number(query.duration) > 0)) problems.add('duration', `duration ${number}`)
  const byId = query.eventTypeSlug === undefined || query.eventTypeId !== undefined
  if (byId && !Number.isFinite(Number(query.eventTypeId))) problems.add('eventTypeId', `eventTypeId ${number}`)
  if (query.format !== undefined && !['time', 'range'].includes(String(query.format))) {
    problems.add('format', 'slotFormat must be either "range" or "time"')
  }
  problems.throwIfAny()
}

function eventTypeOf(sim: Sim, query: Record<string, unknown>): EventType {
  if (query.eventTypeId === undefined && query.username !== undefined && !sim.world.userByName(String(query.username))) {
    throw exception(404, `User with username ${query.username} not found`)
  }
  if (
    query.eventTypeId === undefined &&
    query.teamSlug !== undefined &&
    ![...sim.world.teams.values()].some((team) => team.slug === query.teamSlug)
  ) {
    throw exception(404, `Team with slug ${query.teamSlug} not found`)
  }
  const eventType = findEventType(sim.world, query)
  if (!eventType) throw exception(404, 'Event Type not found')
  return eventType
}

/** A bare date, and midnight too, mean the whole of that UTC day. */
function endOf(value: string): number {
  const ms = parseIso(value)
  return ms % 86_400_000 === 0 ? ms + 86_399_000 : ms
}

function seatsAt(sim: Sim, eventType: EventType, startMs: number): Record<string, unknown> {
  const booking = seatedBooking(sim, eventType, startMs)
  const seatsTotal = eventType.seats?.seatsPerTimeSlot ?? 0
  const seatsBooked = booking?.attendees.length ?? 0
  return { seatsBooked, seatsRemaining: seatsTotal - seatsBooked, seatsTotal, ...(booking ? { bookingUid: booking.uid } : {}) }
}
