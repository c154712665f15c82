import type { Attendee, RemoteBooking, RemoteStatus } from './appointment.ts'

export type Trigger = 'created' | 'requested' | 'rescheduled' | 'cancelled' | 'rejected' | 'not_come'

/** Something that Cal.com says happened to one of its bookings. */
export interface RemoteFact {
  readonly trigger: Trigger
  readonly uid: string
  readonly bookingId?: number | undefined
  /** The booking that this one was moved from. */
  readonly rescheduleUid?: string | undefined
  readonly startMs: number
  readonly endMs: number
  /** When Cal.com said so; decides which of two facts is the newer one. */
  readonly atMs: number
  readonly eventTypeId?: string | undefined
  readonly hostId?: number | undefined
  readonly reason?: string | undefined
  readonly attendee?: Attendee | undefined
  readonly timeZone?: string | undefined
  readonly metadata: Readonly<Record<string, string>>
  /** Becomes the change's id where the fact changes the appointment. */
  readonly changeId: string
}

const STATUS: Record<Exclude<Trigger, 'not_come'>, RemoteStatus> = {
  created: 'accepted',
  requested: 'pending',
  rescheduled: 'accepted',
  cancelled: 'cancelled',
  rejected: 'rejected',
}

/** What the fact says of its own booking; nothing for a no-show, which is about the person. */
export function remoteBooking(fact: RemoteFact): RemoteBooking | undefined {
  if (fact.trigger === 'not_come') return undefined
  return {
    uid: fact.uid,
    status: STATUS[fact.trigger],
    startMs: fact.startMs,
    endMs: fact.endMs,
    updatedAtMs: fact.atMs,
    ...(fact.bookingId && { bookingId: fact.bookingId }),
    ...(fact.rescheduleUid && { previousUid: fact.rescheduleUid }),
    ...(fact.hostId && { hostId: fact.hostId }),
    ...(fact.eventTypeId && { eventTypeId: fact.eventTypeId }),
    ...(fact.reason && { reason: fact.reason }),
  }
}

/** A booking that was moved is over, and says where it went. */
export const movedAway = (fact: RemoteFact): RemoteBooking | undefined =>
  fact.rescheduleUid
    ? {
        uid: fact.rescheduleUid,
        status: 'cancelled',
        nextUid: fact.uid,
        startMs: fact.startMs,
        endMs: fact.endMs,
        updatedAtMs: fact.atMs,
      }
    : undefined

export const standsThere = ({ status }: Pick<RemoteBooking, 'status'>): boolean => status === 'accepted' || status === 'pending'
