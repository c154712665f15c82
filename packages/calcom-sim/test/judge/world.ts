import type { EventTypeSpec, UserSpec, WorldSpec } from '../../src/world/spec.ts'
import type { Hours } from '../../src/world/types.ts'

/** The recordings' time: a Saturday. */
export const RECORDED_AT = '2026-11-21T06:46:00.000Z'
export const KEYS = { alice: 'cal_alice', bob: 'cal_bob', carol: 'cal_carol', expired: 'cal_expired' }

const WORK: Hours = { days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'], startTime: '09:00', endTime: '17:00' }
const NIGHTS: Hours = { days: [...WORK.days, 'Saturday', 'Sunday'], startTime: '00:00', endTime: '08:00' }
const BOTH = [{ type: 'attendeePhone' }, { type: 'attendeeAddress' }]

const eventType = (id: number, title: string, more: Partial<EventTypeSpec> = {}): EventTypeSpec => ({
  id,
  title,
  slug: title.toLowerCase().replaceAll(' ', '-'),
  lengthInMinutes: 30,
  minimumBookingNotice: 0,
  locations: BOTH,
  ...more,
})

const EVENT_TYPES: readonly EventTypeSpec[] = [
  eventType(1, 'Cut 30'),
  eventType(2, 'Cut 60', { lengthInMinutes: 60 }),
  eventType(3, 'Buffered', { beforeEventBuffer: 15, afterEventBuffer: 30 }),
  eventType(4, 'Multi', { lengthInMinutesOptions: [30, 60, 90] }),
  eventType(5, 'Notice', { minimumBookingNotice: 2880 }),
  eventType(6, 'Dst', { lengthInMinutes: 60, scheduleId: 2 }),
  eventType(7, 'Confirm', { confirmationPolicy: { type: 'always', blockUnconfirmedBookingsInBooker: false } }),
  eventType(8, 'Confirm block', { confirmationPolicy: { type: 'always', blockUnconfirmedBookingsInBooker: true } }),
  eventType(9, 'Window', { bookingWindow: { type: 'calendarDays', value: 7, rolling: false } }),
  eventType(10, 'Race', { scheduleId: 2 }),
  eventType(11, 'No location', { locations: [{ type: 'address', address: 'Hauptstr. 1, Berlin', public: true }] }),
  eventType(12, 'Seats', { locations: [{ type: 'attendeePhone' }], seats: { seatsPerTimeSlot: 2, showAttendeeInfo: true } }),
  eventType(13, 'Phone', { slug: 'phone-only', locations: [{ type: 'attendeePhone' }], emailRequired: false, phoneField: 'required' }),
  eventType(14, 'resnotice'),
  eventType(15, 'bookerlimit', { bookerActiveBookingsLimit: { maximumActiveBookings: 1, offerReschedule: true } }),
  eventType(16, 'authonly', { bookingRequiresAuthentication: true }),
  eventType(17, 'recurring', { recurrence: { interval: 1, occurrences: 3, frequency: 'weekly' } }),
]

const user = (id: number, username: string, name: string, more: Partial<UserSpec>): UserSpec => ({
  id,
  username,
  name,
  email: `${username}@example.com`,
  timeZone: 'Europe/Berlin',
  key: KEYS[username as keyof typeof KEYS],
  rateLimit: { limit: 100_000 },
  ...more,
})

const work = { name: 'Work', isDefault: true, availability: [WORK] }
const ALICE = { keys: [{ key: KEYS.expired, expiresAt: '2026-01-01T00:00:00Z', rateLimit: { limit: 120 } }] }
const CAROL = user(103, 'carol', 'Carol Throttled', { timeZone: 'Europe/London', rateLimit: { limit: 120 } })

/** The world in which most was recorded. */
export const BASE: WorldSpec = {
  users: [
    user(101, 'alice', 'Alice Host', {
      ...ALICE,
      schedules: [
        { id: 1, ...work },
        { id: 2, name: 'All week', isDefault: false, availability: [NIGHTS] },
      ],
      eventTypes: EVENT_TYPES,
    }),
    user(102, 'bob', 'Bob Host', { schedules: [{ id: 3, ...work }] }),
    CAROL,
  ],
  teams: [
    {
      name: 'Salon',
      members: ['alice', 'bob'],
      eventTypes: [
        eventType(201, 'RR cut', { schedulingType: 'roundRobin' }),
        eventType(202, 'Coll cut', { schedulingType: 'collective' }),
        eventType(203, 'RR fixed', { schedulingType: 'roundRobin', hosts: [{ user: 'alice', fixed: true }, { user: 'bob' }] }),
      ],
    },
  ],
}

/** Before anything was set up. */
export const PEOPLE: WorldSpec = { users: [user(101, 'alice', 'Alice Host', ALICE), user(102, 'bob', 'Bob Host', {}), CAROL] }
