import { type Appointment, type Booked, isLive, type RemoteBooking, type Segment } from './appointment.ts'
import { type Change, changed, type EventKind, isSame } from './change.ts'
import { after } from './life.ts'
import { reconcile } from './reconcile.ts'
import { type RemoteFact, remember } from './remote-fact.ts'
import { withRemote } from './remotes.ts'

/**
 * What a fact from Cal.com means for the appointment it belongs to. Decided by state, so that it may come
 * twice, late, or before our own request's answer; `alsoKnown` came earlier and was kept elsewhere. Undefined when it changes nothing.
 */
export function applyFact(current: Booked, fact: RemoteFact, nowMs: number, alsoKnown: readonly RemoteBooking[] = []): Change | undefined {
  const { appointment } = current
  const next = fact.trigger === 'not_come' ? absent(appointment) : knowing(appointment, fact, alsoKnown)
  if (isSame(appointment, next)) return undefined
  const kind = kindOf(appointment, next)
  // What Cal.com changed is Cal.com's change, and never sent back; what it only confirms stays ours.
  const theirs = kind !== 'sync_changed' && { changeId: fact.changeId, changeOrigin: 'calcom' as const, changeReason: fact.reason }
  const changeId = kind === 'sync_changed' ? appointment.changeId : fact.changeId
  return changed(current, { ...next, ...theirs }, nowMs, { kind, origin: 'calcom', changeId, fact: true })
}

const absent = (appointment: Appointment): Appointment => ({
  ...appointment,
  status: after(appointment.status, 'not_come') ?? appointment.status,
})

function knowing(appointment: Appointment, fact: RemoteFact, alsoKnown: readonly RemoteBooking[]): Appointment {
  const seen = { ...appointment, remotes: remember(alsoKnown.reduce(withRemote, appointment.remotes), fact) }
  const segment = segmentOf(appointment, fact)
  // Told before: what was decided then stands, also where a human or a caller has gone on from it.
  if (!segment || isSame(appointment, seen)) return appointment
  return reconcile(appointment, seen, segment, fact.uid)
}

/** The segment that the fact is about: by its bookings, else by our metadata, else the only one. */
function segmentOf({ segments }: Appointment, { uid, rescheduleUid, metadata }: RemoteFact): Segment | undefined {
  const index = metadata.calbridge_segment
  return (
    segments.find(({ remoteUid }) => remoteUid !== undefined && (remoteUid === uid || remoteUid === rescheduleUid)) ??
    segments.find((segment) => index !== undefined && segment.index === Number(index)) ??
    segments[0]
  )
}

function kindOf(before: Appointment, next: Appointment): EventKind {
  if (!isLive(next)) return isLive(before) && next.status === 'cancelled' ? 'cancelled' : 'sync_changed'
  if (!isLive(before)) return 'booked'
  const isMoved = next.segments.some(
    ({ startMs, endMs }, at) => startMs !== before.segments[at]?.startMs || endMs !== before.segments[at]?.endMs,
  )
  return isMoved ? 'rescheduled' : 'sync_changed'
}
