import { type Appointment, isLive, OVERLAP, type RemoteBooking, type Segment } from './appointment.ts'
import { after, type LifeEvent } from './life.ts'
import { earlierOf, headOf, isForked, isSettled, remoteByUid, standsThere, withSegment } from './remotes.ts'

/**
 * Brings an appointment in line with what is known of its bookings at Cal.com. Decided by what stands there now and never by
 * which news came last, so that news may come in any order. `seen` has the new facts among its remotes; `uid` is the
 * booking that they were about.
 */
export function reconcile(before: Appointment, seen: Appointment, segment: Segment, uid: string | undefined): Appointment {
  const head = chosen(seen.remotes, segment, uid)
  if (!head) return isSettled(seen) ? reviewed(seen, settled(seen)) : seen
  const linked = { ...seen, segments: withSegment(seen.segments, segment.index, { remoteUid: head.uid }) }
  // A change of ours is still on its way there: it goes on from this booking.
  const isOnItsWay = isOurTurn(seen) && !isSettled(linked) && !wasCarriedOut(before, seen, segment, head)
  if (isOnItsWay && (standsThere(head) || seen.status === 'cancelled')) return reviewed(seen, linked)
  if (!standsThere(head)) return reviewed(seen, settled(gone(linked, segment, head)))
  if (isUnwanted(before, seen, head)) return { ...linked, ...ORPHAN }
  return reviewed(seen, settled(alive(linked, segment, head)))
}

// Cancelled here, Cal.com agreed or never had it, and now one turns up that was not known.
const ORPHAN = { syncStatus: 'orphaned_calcom', requiresManualReview: true, syncErrorCode: 'cancelled_here' } as const

function isUnwanted(before: Appointment, seen: Appointment, head: RemoteBooking): boolean {
  const known = remoteByUid(before.remotes, head.uid)
  const revived = known !== undefined && !standsThere(known)
  return seen.status === 'cancelled' && seen.changeOrigin !== 'calcom' && (seen.syncStatus === ORPHAN.syncStatus || !revived)
}

const isOurTurn = ({ syncStatus, changeOrigin, status }: Appointment): boolean =>
  syncStatus !== 'synced' && syncStatus !== ORPHAN.syncStatus && changeOrigin !== 'calcom' && status !== 'failed'

/**
 * Was our wish fulfilled there, and the booking moved on by somebody since? Told by an earlier link of its chain that stood at
 * the wanted time and is news: what was known when the wish was made says nothing of it.
 */
const wasCarriedOut = (before: Appointment, seen: Appointment, segment: Segment, head: RemoteBooking): boolean =>
  seen.status !== 'cancelled' &&
  earlierOf(seen.remotes, head).some(({ uid, startMs }) => startMs === segment.startMs && !remoteByUid(before.remotes, uid))

/** The booking that stands for the segment: its own chain's end while that stands, else the end of the one that was told of. */
function chosen(remotes: readonly RemoteBooking[], { remoteUid }: Segment, uid: string | undefined): RemoteBooking | undefined {
  const own = headOf(remotes, remoteUid)
  const told = headOf(remotes, uid)
  if (!own || !told || standsThere(own)) return own ?? told
  return standsThere(told) || told.updatedAtMs > own.updatedAtMs ? told : own
}

function alive(linked: Appointment, segment: Segment, head: RemoteBooking): Appointment {
  const isMoved = head.startMs !== segment.startMs
  const event: LifeEvent = head.status === 'pending' ? 'awaits_host' : isMoved ? 'moved_there' : 'alive_there'
  const status = after(linked.status, event) ?? linked.status
  return { ...withTimeOf(linked, segment, head), status, cancellationReason: undefined }
}

function gone(linked: Appointment, segment: Segment, head: RemoteBooking): Appointment {
  // The echo of our own cancellation, or news of one that was never taken.
  if (linked.status === 'failed' || (linked.status === 'cancelled' && linked.changeOrigin !== 'calcom')) return linked
  const status = after(linked.status, 'cancelled_there') ?? linked.status
  return status === 'cancelled' ? { ...withTimeOf(linked, segment, head), status, cancellationReason: head.reason } : linked
}

/** The time of the booking that stands, or stood, for the segment. */
function withTimeOf(linked: Appointment, segment: Segment, head: RemoteBooking): Appointment {
  if (head.startMs === segment.startMs) return linked
  const endMs = head.endMs > head.startMs ? head.endMs : head.startMs + (segment.endMs - segment.startMs)
  const segments = withSegment(linked.segments, segment.index, { startMs: head.startMs, endMs })
  return { ...linked, segments, previousStartMs: remoteByUid(linked.remotes, head.previousUid)?.startMs ?? segment.startMs }
}

const settled = (appointment: Appointment): Appointment =>
  isSettled(appointment) && appointment.status !== 'failed' ? { ...appointment, syncStatus: 'synced' } : appointment

/** What a human must look at, and what has come right by itself. An overlap stays until the time or the booking is another. */
function reviewed(before: Appointment, next: Appointment): Appointment {
  if (isForked(next)) return { ...next, requiresManualReview: true, syncErrorCode: 'forked_booking' }
  const overlapStays = before.syncErrorCode === OVERLAP && sameTimes(before, next) && isLive(next)
  if (next.syncStatus !== 'synced' || overlapStays) return next
  return { ...next, requiresManualReview: false, syncErrorCode: undefined, syncErrorMessage: undefined }
}

const sameTimes = (one: Appointment, other: Appointment): boolean =>
  one.segments.every(({ startMs, endMs }, at) => startMs === other.segments[at]?.startMs && endMs === other.segments[at]?.endMs)
