import type { Appointment, Booked, Claim, Origin } from './appointment.ts'
import { claimsOf } from './claims.ts'

export type EventKind = 'booked' | 'rescheduled' | 'cancelled' | 'sync_changed'

/** What one decision does: the new state, its claims, and what the others are told. */
export interface Change {
  readonly next: Appointment
  readonly claims: readonly Claim[]
  readonly event: { readonly kind: EventKind; readonly origin: Origin; readonly changeId: string; readonly refused?: boolean }
  /** A fact of Cal.com's: it stands even where it overlaps; the overlap goes to a human. */
  readonly fact: boolean
}

interface Told {
  readonly kind: EventKind
  readonly origin: Origin
  readonly changeId: string
  readonly refused?: boolean
  readonly fact?: boolean
}

/** The next version of an appointment with what differs, and the claims that follow from it. */
export function changed(current: Booked, differs: Partial<Appointment>, nowMs: number, { fact = false, ...event }: Told): Change {
  const before = current.appointment
  const after: Appointment = { ...before, ...differs, version: before.version + 1, updatedAtMs: nowMs }
  const next = isSame(seenOf(before), seenOf(after)) ? after : { ...after, seenVersion: after.version }
  return { next, claims: claimsOf(next), event, fact }
}

/** What callers see of an appointment, and decide by. */
const seenOf = ({ status, attendee, segments }: Appointment) => ({
  status,
  attendee,
  times: segments.map(({ staffId, startMs, endMs }) => [staffId, startMs, endMs]),
})

/** For the domain's plain values. Absent and undefined are the same; the order of an object's fields does not count, that of a list does. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => isSame(Reflect.get(one, key), Reflect.get(other, key)))
}
