import type { CalcomErrorKind } from '../errors.ts'

interface Refusal {
  readonly kind: CalcomErrorKind
  /** Only with this status; else with any 4xx. */
  readonly status?: number
  readonly text: RegExp
  readonly reason?: string
}

// Cal.com tells most refusals apart by their text alone. Order matters: the first that fits counts.
const REFUSALS: readonly Refusal[] = [
  { kind: 'slot_taken', text: /already has booking at this time or is not available/i },
  { kind: 'slot_taken', text: /no more seats left/i, reason: 'seats_full' },
  { kind: 'slot_taken', text: /can't reserve a slot if the event is already booked|already reserved by another user/i, reason: 'reserved' },
  { kind: 'lost_race', text: /an error occurr?ed while querying the database/i },
  { kind: 'lost_race', status: 409, text: /booking_conflict_error|record that already exists/i },
  { kind: 'past', text: /book a meeting in the past/i },
  { kind: 'out_of_window', text: /can't be booked at the "start" time provided/i },
  { kind: 'booker_limit', text: /maximum number of active bookings has been reached/i },
  { kind: 'already_rescheduled', text: /has been cancelled and rescheduled already to booking with uid=/i },
  { kind: 'already_cancelled', text: /because it has been cancelled|cancelled_bookings_cannot_be_rescheduled/i },
  { kind: 'already_confirmed', text: /booking already confirmed/i },
  { kind: 'already_exists', text: /already_signed_up_for_this_booking/i, reason: 'already_signed_up' },
  { kind: 'already_exists', text: /subscriber url already exists/i, reason: 'webhook_exists' },
  { kind: 'needs_reason', text: /cancellation reason is required/i },
  { kind: 'ended', text: /already ended/i },
  { kind: 'not_allowed', text: /does not allow cancellations|rescheduling is not allowed/i },
  { kind: 'not_found', text: /requested event-types do not exist/i },
  { kind: 'not_found', status: 404, text: /could not find original booking/i, reason: 'rejected_booking' },
  { kind: 'invalid', status: 404, text: /^cannot (get|post|patch|put|delete) \//i, reason: 'no_such_route' },
  { kind: 'unauthorised', status: 401, text: /.*/ },
  { kind: 'unauthorised', status: 403, text: /.*/ },
  { kind: 'not_found', status: 404, text: /.*/ },
  { kind: 'lost_race', status: 409, text: /.*/ },
]

/** The kind of a 4xx that came from Cal.com itself; what nobody knows is `invalid`. */
export function classifyRefusal(status: number, message: string): Pick<Refusal, 'kind' | 'reason'> {
  return REFUSALS.find((refusal) => (refusal.status ?? status) === status && refusal.text.test(message)) ?? { kind: 'invalid' }
}

/** The uid that an `already_rescheduled` names. */
export const namedUid = (message: string): string | undefined => /rescheduled already to booking with uid=([\w-]+)/i.exec(message)?.[1]

// Cal.com's names of booking fields, in the request body's terms.
const BOOKING_FIELDS: Readonly<Record<string, string>> = {
  email: 'attendee.email',
  name: 'attendee.name',
  attendeePhoneNumber: 'attendee.phoneNumber',
  smsReminderNumber: 'attendee.phoneNumber',
}

/** Which field of the request a validation error names, as the request body spells it. */
export function namedField(message: string): string | undefined {
  const response = /responses - \{([\w-]+)\}/.exec(message)?.[1]
  if (response !== undefined) return BOOKING_FIELDS[response] ?? `bookingFieldsResponses.${response}`
  const nested = /^(?:(\w+) property is wrong, ?)(?:(\w+) property is wrong)?/.exec(message)
  if (nested?.[1]) return nested[2] ? `${nested[1]}.${nested[2]}` : nested[1]
  if (/lengthInMinutes/.test(message)) return 'lengthInMinutes'
  if (/^booking location/i.test(message)) return 'location'
  if (/^eventTypeId or/.test(message)) return 'eventTypeId'
  const missing = /^Missing required booking field response: ([\w-]+)/.exec(message)?.[1]
  if (missing !== undefined) return `bookingFieldsResponses.${missing}`
  return /^(\w+)(?:\.[\w.]+)? - \w/.exec(message)?.[1]
}
