import type { Appointment, Booked, Segment } from './appointment.ts'
import { book } from './book.ts'
import type { Change } from './change.ts'
import { claimsOf } from './claims.ts'
import type { RemoteFact, Trigger } from './remote-fact.ts'

export const MINUTE = 60_000
export const TEN = Date.parse('2026-12-01T10:00:00Z')
export const NOW = Date.parse('2026-11-21T09:00:00Z')

export const segment = (differs: Partial<Segment> = {}): Segment => ({
  index: 0,
  key: '',
  staffId: 'anna',
  eventTypeId: '11',
  credentialId: 'c1',
  resource: 'staff:anna',
  capacity: 1,
  startMs: TEN,
  endMs: TEN + 30 * MINUTE,
  bufferBeforeMin: 0,
  bufferAfterMin: 0,
  ...differs,
})

export const newBooking = (differs: Partial<Appointment> = {}): Booked => {
  const { next } = book(
    {
      uid: 'a-1',
      changeId: 'change-1',
      tenant: '1',
      serviceId: '7',
      branchId: 'b',
      segments: [segment()],
      attendee: { name: 'Max' },
      timeZone: 'Europe/Berlin',
      origin: 'api',
    },
    NOW,
  )
  const appointment = { ...next, ...differs }
  return { appointment, claims: claimsOf(appointment) }
}

export const fact = (trigger: Trigger, uid: string, atMs: number, differs: Partial<RemoteFact> = {}): RemoteFact => ({
  trigger,
  uid,
  startMs: TEN,
  endMs: TEN + 30 * MINUTE,
  atMs,
  eventTypeId: '11',
  metadata: {},
  changeId: `change-of-${uid}-${trigger}`,
  ...differs,
})

/** The state after a decision, or as it was when the decision was that nothing changes. */
export const decided = (current: Booked, change: Change | undefined): Booked =>
  change ? { appointment: change.next, claims: change.claims } : current
