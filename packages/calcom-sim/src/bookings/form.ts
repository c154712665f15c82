import { exception, filtered } from '../http/errors.ts'
import { isEmail, isPhoneNumber } from '../http/validation.ts'
import type { EventType } from '../world/types.ts'

export interface Booker {
  readonly name: string
  readonly email?: string
  readonly phoneNumber?: string
  readonly timeZone: string
  readonly language: string
}

/**
 * The checks of the booking form itself, which come after those of the API and answer in shape B.
 * Gives the address that is stored: one made of the number when there is none.
 */
export function checkBooker(eventType: EventType, booker: Booker): string {
  const wrong = (field: string, what: string) => filtered(400, 'BAD_REQUEST', `responses - {${field}}${what}, `)
  if (booker.email === undefined && eventType.emailRequired) throw wrong('email', 'error_required_field')
  if (booker.email !== undefined && !isEmail(booker.email)) throw wrong('email', 'email_validation_error')
  if (booker.phoneNumber === undefined && eventType.phoneField === 'required') throw wrong('attendeePhoneNumber', 'error_required_field')
  if (booker.phoneNumber !== undefined && !isPhoneNumber(booker.phoneNumber)) throw wrong('attendeePhoneNumber', 'invalid_number')
  return booker.email ?? `${booker.phoneNumber?.slice(1)}@sms.cal.com`
}

/** Only strings pass the inner schema, whatever the API's own check lets through. */
export function checkMetadata(metadata: Record<string, unknown>): Record<string, string> {
  const wrong = Object.entries(metadata).filter(([, value]) => typeof value !== 'string')
  if (wrong.length > 0) {
    const issues = wrong
      .reverse()
      .map(([key, value]) => `metadata.${key} - Expected string, received ${value === null ? 'null' : typeof value}, `)
    throw filtered(400, 'BAD_REQUEST', issues.join(''))
  }
  return metadata as Record<string, string>
}

export function checkCustomFields(eventType: EventType, responses: Record<string, unknown>): void {
  for (const field of eventType.customFields) {
    const slug = String(field.slug ?? '')
    if (field.required !== true || slug === '' || responses[slug] !== undefined || slug === 'attendeePhoneNumber') continue
    throw exception(
      400,
      `Missing required booking field response: ${slug} - it is required by the event type booking fields, but missing in the bookingFieldsResponses. You can fetch the event type with ID ${eventType.id} to see the required fields.`,
    )
  }
}
