import { calcomError } from '../http/outcome.ts'
import type { NewBooking } from '../requests.ts'
import { iso } from './iso.ts'

const E164 = /^\+[1-9]\d{6,14}$/
const KEYS_MAX = 50
const KEY_LENGTH_MAX = 40
const VALUE_LENGTH_MAX = 500

/**
 * A booking as Cal.com wants it: the e-mail in lower case, as later searches are exact; a phone number only when it can be
 * one, as a bad one is refused with the whole booking; no location unless given, as its type must fit the event type's.
 */
export function bookingBody({
  eventTypeId,
  startMs,
  attendee,
  metadata,
  location,
  lengthMin,
  guests,
  bookingFieldsResponses,
}: NewBooking): object {
  checkMetadata(metadata)
  const { name, timeZone, language, phoneNumber } = attendee
  const phone = phoneNumber?.replace(/[\s()/.-]/g, '')
  return {
    eventTypeId,
    start: iso(startMs),
    attendee: {
      name,
      timeZone,
      email: attendee.email.trim().toLowerCase(),
      ...(language !== undefined && { language }),
      ...(phone !== undefined && E164.test(phone) && { phoneNumber: phone }),
    },
    metadata,
    ...(location !== undefined && { location }),
    ...(lengthMin !== undefined && { lengthInMinutes: lengthMin }),
    ...(guests !== undefined && guests.length > 0 && { guests: guests.map((email) => email.trim().toLowerCase()) }),
    ...(bookingFieldsResponses !== undefined && { bookingFieldsResponses }),
  }
}

function checkMetadata(metadata: NewBooking['metadata']): void {
  const entries = Object.entries<unknown>(metadata)
  const fits = entries.every(
    ([key, value]) => key.length <= KEY_LENGTH_MAX && typeof value === 'string' && value.length <= VALUE_LENGTH_MAX,
  )
  if (entries.length > KEYS_MAX || !fits) throw calcomError('invalid', { sent: false, field: 'metadata', reason: 'metadata_limits' })
}
