import type { EventTypeSpec, UserSpec, WorldSpec } from './spec.ts'
import type { Hours } from './types.ts'

interface Service {
  readonly slug: string
  readonly title: string
  readonly minutes: number
  readonly afterMinutes?: number
}

const SERVICES: readonly Service[] = [
  { slug: 'haircut', title: 'Haircut', minutes: 30 },
  { slug: 'haircut-long', title: 'Haircut, long hair', minutes: 60 },
  { slug: 'beard-trim', title: 'Beard trim', minutes: 20 },
  { slug: 'colouring', title: 'Colouring', minutes: 90, afterMinutes: 15 },
  { slug: 'highlights', title: 'Highlights', minutes: 120, afterMinutes: 15 },
  { slug: 'blow-dry', title: 'Blow-dry', minutes: 30 },
  { slug: 'kids-cut', title: 'Children’s cut', minutes: 20 },
  { slug: 'consultation', title: 'Consultation', minutes: 15 },
]
/** The parts of one composite service, each an event type of its own that only a booking system puts together. */
const SEGMENTS: readonly Service[] = [
  { slug: 'colour-apply', title: 'Colour and cut: apply', minutes: 45 },
  { slug: 'colour-finish', title: 'Colour and cut: finish', minutes: 45 },
]

const MIDWEEK: Hours = { days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'], startTime: '09:00', endTime: '18:00' }
const SATURDAY: Hours = { days: ['Saturday'], startTime: '09:00', endTime: '14:00' }
const LATE: Hours = { days: ['Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'], startTime: '11:00', endTime: '20:00' }

const STAFF: readonly [username: string, name: string, branch: string, hours: readonly Hours[]][] = [
  ['anna', 'Anna Berger', 'Mitte', [MIDWEEK, SATURDAY]],
  ['ben', 'Ben Acar', 'Mitte', [MIDWEEK]],
  ['clara', 'Clara Sommer', 'Mitte', [LATE]],
  ['deniz', 'Deniz Yilmaz', 'Kreuzberg', [MIDWEEK, SATURDAY]],
  ['elif', 'Elif Kaya', 'Kreuzberg', [LATE]],
]

/** A salon in Berlin: two branches, five staff with a key each, eight services, and one in two segments. */
export function salonWorld(): WorldSpec {
  return { users: STAFF.map(([username, name, branch, availability]) => member(username, name, branch, availability)) }
}

function member(username: string, name: string, branch: string, availability: readonly Hours[]): UserSpec {
  const timeZone = 'Europe/Berlin'
  return {
    username,
    name,
    email: `${username}@salon.example`,
    timeZone,
    schedules: [{ name: `Salon ${branch}`, timeZone, isDefault: true, availability }],
    eventTypes: [...SERVICES, ...SEGMENTS].map((service) => eventType(service, branch)),
  }
}

function eventType({ slug, title, minutes, afterMinutes }: Service, branch: string): EventTypeSpec {
  return {
    slug,
    title,
    lengthInMinutes: minutes,
    minimumBookingNotice: 60,
    afterEventBuffer: afterMinutes ?? 0,
    slotInterval: 15,
    bookingWindow: { type: 'calendarDays', value: 90, rolling: false },
    locations: [{ type: 'address', address: `Salon ${branch}, Berlin`, public: true }, { type: 'attendeePhone' }],
  }
}
