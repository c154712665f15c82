import { exception } from '../http/errors.ts'
import { isEmail, isIsoDate, isObject, isTimeZone, Problems, parseIso } from '../http/validation.ts'
import type { Sim } from '../sim.ts'
import { findEventType } from '../world/find-event-type.ts'
import type { LocationSpec } from '../world/spec.ts'
import type { EventType } from '../world/types.ts'
import type { CreateInput } from './create.ts'
import type { Booker } from './form.ts'

const LANGUAGES =
  'ar, ca, de, es, eu, he, id, ja, lv, pl, ro, sr, th, vi, az, cs, el, es-419, fi, hr, it, km, nl, pt, ru, sv, tr, zh-CN, bg, da, en, et, fr, hu, iw, ko, no, pt-BR, sk, ta, uk, zh-TW, bn'
const KEYS = [
  'start',
  'attendee',
  'eventTypeId',
  'eventTypeSlug',
  'username',
  'teamSlug',
  'organizationSlug',
  'bookingFieldsResponses',
  'guests',
  'location',
  'meetingUrl',
  'metadata',
  'lengthInMinutes',
  'recurrenceCount',
  'instant',
  'routing',
  'emailVerificationCode',
]
const METADATA = 'Metadata must have at most 50 keys, each key up to 40 characters, and string values up to 500 characters.'

/** The body of `POST /v2/bookings`, checked as the API checks it before it looks at anything else. */
export function readCreateInput(sim: Sim, body: Record<string, unknown>): CreateInput {
  checkBody(body)
  const eventType = findOrThrow(sim, body)
  const attendee = body.attendee as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const email = text(attendee.email)
  const phoneNumber = text(attendee.phoneNumber)
  const booker: Booker = {
    name: String(attendee.name),
    timeZone: String(attendee.timeZone),
    language: text(attendee.language) ?? 'en',
    ...(email === undefined ? {} : { email }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  }
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined)
  return {
    eventType,
    startMs: parseIso(String(body.start)),
    booker,
    guests: (body.guests as string[] | undefined) ?? [],
    location: typeof body.location === 'string' ? { type: body.location } : (body.location as LocationSpec | undefined),
    metadata: (body.metadata as Record<string, unknown> | undefined) ?? {},
    responses: (body.bookingFieldsResponses as Record<string, unknown> | undefined) ?? {},
    lengthInMinutes: number(body.lengthInMinutes),
    recurrenceCount: number(body.recurrenceCount),
  }
}

function checkBody(body: Record<string, unknown>): void {
  const problems = new Problems()
  problems.forbidUnknown(body, KEYS)
  if (!isIsoDate(body.start)) problems.add('start', 'start must be a valid ISO 8601 date string')
  if (isObject(body.attendee)) problems.addNested('attendee', checkAttendee(body.attendee))
  else problems.add('attendee', 'attendee should not be null or undefined')
  const named = body.eventTypeSlug !== undefined && (body.username !== undefined || body.teamSlug !== undefined)
  if (body.eventTypeId === undefined && !named) {
    problems.add(
      'eventTypeId or eventTypeSlug + username',
      'Either eventTypeId or eventTypeSlug + username or eventTypeSlug + teamSlug must be provided',
    )
  }
  if (body.eventTypeId !== undefined && typeof body.eventTypeId !== 'number')
    problems.add('eventTypeId', 'eventTypeId must be an integer number')
  const { guests, metadata, lengthInMinutes } = body
  if (guests !== undefined && !(Array.isArray(guests) && guests.every(isEmail)))
    problems.add('guests', 'each value in guests must be an email')
  if (metadata !== undefined && !isMetadata(metadata)) problems.add('metadata', METADATA)
  if (lengthInMinutes !== undefined && typeof lengthInMinutes !== 'number')
    problems.add('lengthInMinutes', 'lengthInMinutes must be a number conforming to the specified constraints')
  problems.throwIfAny()
}

function checkAttendee(attendee: Record<string, unknown>): Problems {
  const problems = new Problems()
  problems.forbidUnknown(attendee, ['name', 'email', 'timeZone', 'phoneNumber', 'language'])
  if (typeof attendee.name !== 'string') problems.add('name', 'name must be a string')
  if (!isTimeZone(attendee.timeZone)) problems.add('timeZone', 'timeZone must be a valid IANA time-zone')
  const { language } = attendee
  if (language !== undefined && !LANGUAGES.split(', ').includes(String(language))) {
    problems.add('language', `language must be one of the following values: ${LANGUAGES}`)
  }
  if (attendee.email === undefined && attendee.phoneNumber === undefined) {
    problems.add('attendee email or phone', 'Attendee must have at least one contact method (email or phone number)')
  }
  return problems
}

function isMetadata(metadata: unknown): boolean {
  if (!isObject(metadata)) return false
  const entries = Object.entries(metadata)
  const fits = ([key, value]: [string, unknown]) =>
    key.length <= 40 && (typeof value === 'string' ? value.length <= 500 : typeof value === 'number' || typeof value === 'boolean')
  return entries.length <= 50 && entries.every(fits)
}

function findOrThrow(sim: Sim, body: Record<string, unknown>): EventType {
  const eventType = findEventType(sim.world, body)
  if (eventType?.schedulingType === 'managed') {
    throw exception(
      400,
      `Event type with id=${eventType.id} is the parent managed event type that can't be booked. You have to provide the child event type id aka id of event type that has been assigned to one of the users.`,
    )
  }
  if (eventType) return eventType
  if (body.eventTypeId !== undefined) throw exception(404, `Event type with id ${body.eventTypeId} not found.`)
  const owner = body.username === undefined ? `team ${body.teamSlug}` : `user ${body.username}`
  throw exception(404, `Event type with slug ${body.eventTypeSlug} belonging to ${owner} not found.`)
}
