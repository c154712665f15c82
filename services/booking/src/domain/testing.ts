import type { Appointment, Booked, Segment } from './appointment.ts'
import { book } from './book.ts'
import type { Change } from './change.ts'
import { claimsOf } from './claims.ts'
import type { RemoteFact, Trigger } from './remote-fact.ts'
import { applySyncResult } from './sync-result.ts'

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

/** A new booking as the domain decides it. */
export const newChange = (uid = 'a-1', segments: readonly Segment[] = [segment()], changeId = 'change-1'): Change =>
  book(
    {
      uid,
      changeId,
      tenant: '1',
      serviceId: '7',
      branchId: 'b',
      segments,
      attendee: { name: 'Max' },
      timeZone: 'Europe/Berlin',
      origin: 'api',
    },
    NOW,
  )

export const newBooking = (differs: Partial<Appointment> = {}): Booked => {
  const appointment = { ...newChange().next, ...differs }
  return { appointment, claims: claimsOf(appointment) }
}

const { index: _i, startMs: _s, endMs: _e, ...offered } = segment()

/** Whose service the event type of `fact` is. */
export const offer = { uid: 'a-9', tenant: '1', serviceId: '7', branchId: 'b', segment: offered, timeZone: 'UTC' }

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

/** sync-worker's answer to the newest change: Cal.com is as wanted, and has no booking. */
export const nothingThere = (current: Booked): Change | undefined =>
  applySyncResult(current, {
    outcome: 'synced',
    changeId: current.appointment.changeId,
    segmentIndex: 0,
    attemptCount: 1,
    nowMs: NOW,
  })

/** The state after a decision, or as it was when the decision was that nothing changes. */
export const decided = (current: Booked, change: Change | undefined): Booked =>
  change ? { appointment: change.next, claims: change.claims } : current
