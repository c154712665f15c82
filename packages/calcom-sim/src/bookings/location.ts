import { exception } from '../http/errors.ts'
import type { LocationSpec } from '../world/spec.ts'
import type { EventType } from '../world/types.ts'

export interface Place {
  /** What Cal.com stores and shows as the booking's location. */
  readonly location: string
  /** The answer to the form's question for a location; absent when nothing was said. */
  readonly response: { value: string; optionValue: string } | null
}

const VALUES: Record<string, string> = {
  attendeePhone: 'phone',
  attendeeAddress: 'attendeeInPerson',
  attendeeDefined: 'somewhereElse',
  address: 'inPerson',
  phone: 'userPhone',
  link: 'link',
  organizersDefaultApp: 'conferencing',
}

/** The place asked for, or the event type's first. Throws when the event type does not have it. */
export function placeOf(eventType: EventType, asked: LocationSpec | undefined): Place {
  const first = eventType.locations[0]
  if (!asked) return { location: first ? stored(first) : 'integrations:daily', response: null }
  const allowed = eventType.locations.find((location) => location.type === asked.type)
  if (!allowed) {
    const types = eventType.locations.map((location) => location.type).join(', ')
    throw exception(
      400,
      `Booking location with type ${asked.type} not valid for event type with id=${eventType.id}. The event type has following location types: ${types}, and only these types are allowed for booking location.`,
    )
  }
  const said = asked.phone ?? asked.address ?? asked.location
  const optionValue = asked.type.startsWith('attendee') && typeof said === 'string' ? said : ''
  return {
    location: optionValue || stored(allowed),
    response: { value: VALUES[asked.type] ?? `integrations:${integration(asked)}`, optionValue },
  }
}

function stored(location: LocationSpec): string {
  const own = location.address ?? location.link ?? location.phone
  if (typeof own === 'string' && !location.type.startsWith('attendee')) return own
  return VALUES[location.type] ?? `integrations:${integration(location)}`
}

function integration(location: LocationSpec): string {
  return location.integration === 'cal-video' ? 'daily' : String(location.integration)
}
