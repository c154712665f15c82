import { listBookings } from '../../bookings/list.ts'
import { renderLegacy, renderLegacyRow } from '../../bookings/render-legacy.ts'
import { offeredStarts } from '../../slots/free.ts'
import { renderSlots } from '../../slots/render.ts'
import type { EventType } from '../../world/types.ts'
import { exception, type Violation, violations } from '../errors.ts'
import { type Call, type Reply, type Route, success, type UserCall } from '../route.ts'
import { isTimeZone, parseIso } from '../validation.ts'
import { findBooking } from './bookings.ts'

const PAGE = 10
const old = { auth: 'required', kind: 'read' } as const

/** What answers when the version header is missing or unknown: other shapes, or nothing. */
export const legacyRoutes: readonly Route[] = [
  { method: 'post', path: '/v2/bookings', notVersion: '2024-08-13', auth: 'optional', kind: 'write', handle: create },
  { method: 'get', path: '/v2/bookings', notVersion: '2024-08-13', auth: 'permissions', kind: 'read', handle: list },
  { method: 'get', path: '/v2/bookings/:uid', notVersion: '2024-08-13', auth: 'optional', kind: 'read', handle: show },
  { ...old, method: 'get', path: '/v2/event-types', notVersion: '2024-06-14', handle: eventTypes },
  { ...old, method: 'get', path: '/v2/event-types/:id', notVersion: '2024-06-14', handle: eventType },
  { ...old, method: 'get', path: '/v2/schedules', notVersion: '2024-06-11', handle: schedules },
  { method: 'get', path: '/v2/slots/available', notVersion: '2024-09-04', auth: 'none', kind: 'slots', handle: available },
]

/** The old body is another one; this one only says what a new body lacks. */
function create({ body }: Call): Reply {
  const known = [
    'start',
    'end',
    'eventTypeId',
    'eventTypeSlug',
    'timeZone',
    'language',
    'metadata',
    'responses',
    'noEmail',
    'rescheduleUid',
  ]
  const target = Object.fromEntries(Object.entries(body).filter(([key]) => known.includes(key)))
  const found: Violation[] = []
  const wrong = (property: string, constraints: Record<string, string>) =>
    found.push({ target, ...(property in target ? { value: target[property] } : {}), property, constraints })
  if (typeof target.start !== 'string') wrong('start', { isDateString: 'start must be a valid ISO 8601 date string' })
  if (typeof target.eventTypeId !== 'number')
    wrong('eventTypeId', { isNumber: 'eventTypeId must be a number conforming to the specified constraints' })
  if (!isTimeZone(target.timeZone)) wrong('timeZone', { isTimeZone: 'timeZone must be a valid IANA time-zone' })
  if (typeof target.language !== 'string') wrong('language', { isString: 'language must be a string' })
  if (found.length > 0) throw violations(found)
  throw exception(400, 'This simulator makes no bookings of version 2024-04-15. Send cal-api-version: 2024-08-13.')
}

function list({ sim, userId }: UserCall): Reply {
  const { bookings, pagination } = listBookings(sim.world, userId, { take: PAGE, skip: 0, statuses: [], uncounted: [] }, sim.clock.now())
  const total = Number(pagination.totalItems)
  const rows = bookings.map((booking) => renderLegacyRow(sim.world, booking))
  return success({ bookings: rows, recurringInfo: [], totalCount: total, nextCursor: total > PAGE ? PAGE : null })
}

function show({ sim, params }: Call): Reply {
  return success(renderLegacy(sim.world, findBooking(sim.world, params.uid ?? '')))
}

function available({ sim, query }: Call): Reply {
  const eventType = sim.world.eventTypes.get(Number(query.eventTypeId))
  if (!eventType) throw exception(404, 'Event Type not found')
  const range = { startMs: parseIso(String(query.startTime)), endMs: parseIso(String(query.endTime)) }
  const lengthMinutes = Number(query.duration ?? eventType.lengthInMinutes)
  const starts = offeredStarts(sim.world, eventType, { range, lengthMinutes, nowMs: sim.clock.now() })
  const timeZone = query.timeZone === undefined ? undefined : String(query.timeZone)
  const days = renderSlots(starts, { timeZone, lengthMinutes, ranges: query.slotFormat === 'range' })
  const rename = ({ start, end }: Record<string, unknown>) => (end === undefined ? { time: start } : { startTime: start, endTime: end })
  const slots = Object.fromEntries(Object.entries(days).map(([day, list]) => [day, list.map(rename)]))
  return { body: { data: { slots }, status: 'success' } }
}

/** Grouped by profile, and `length` for `lengthInMinutes`: by the old document, not seen on the wire. */
function eventTypes({ sim, userId }: UserCall): Reply {
  const own = [...sim.world.eventTypes.values()].filter((one) => one.ownerId === userId)
  const { username, name, avatarUrl } = sim.world.user(userId)
  const profile = { slug: username, name, image: avatarUrl }
  return success({ eventTypeGroups: [{ teamId: null, parentId: null, profile, eventTypes: own.map(oldEventType) }], profiles: [profile] })
}

function eventType({ sim, userId, params }: UserCall): Reply {
  const found = sim.world.eventTypes.get(Number(params.id))
  if (found?.ownerId !== userId) throw exception(404, `Event type with id ${params.id} not found`)
  return success({ eventType: oldEventType(found) })
}

function oldEventType({ id, title, slug, lengthInMinutes, description, hidden, locations }: EventType): Record<string, unknown> {
  return { id, title, slug, length: lengthInMinutes, description, hidden, locations }
}

function schedules({ sim, userId }: UserCall): Reply {
  const own = [...sim.world.schedules.values()].filter((one) => one.ownerId === userId)
  return success(
    own.map(({ id, name, timeZone, availability }) => ({
      id,
      name,
      timeZone,
      availability,
      isDefault: sim.world.user(userId).defaultScheduleId === id,
    })),
  )
}
