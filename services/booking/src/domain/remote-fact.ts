import type { Attendee, RemoteBooking, RemoteStatus } from './appointment.ts'
import { withRemote } from './remotes.ts'

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
  /** Where the booking that it was moved from began. */
  readonly previousStartMs?: number | undefined
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
function movedAway({ rescheduleUid, uid, startMs, endMs, previousStartMs = startMs, atMs }: RemoteFact): RemoteBooking | undefined {
  if (!rescheduleUid) return undefined
  const endedMs = previousStartMs + (endMs - startMs)
  return { uid: rescheduleUid, status: 'cancelled', nextUid: uid, startMs: previousStartMs, endMs: endedMs, updatedAtMs: atMs }
}

/** What is known of the bookings at Cal.com once the fact is. */
export function remember(remotes: readonly RemoteBooking[], fact: RemoteFact): RemoteBooking[] {
  return [movedAway(fact), remoteBooking(fact)].reduce((known, told) => (told ? withRemote(known, told) : known), [...remotes])
}
