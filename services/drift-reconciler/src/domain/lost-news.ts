import { type LocalBooking, type RemoteBooking, standsThere } from './booking.ts'
import { differences } from './difference.ts'

/**
 * Does a booking that changed there say something that is not known here? `local` are the segments of the appointment that it
 * belongs to, none where nobody here knows it. A change under way is told too: it may be the answer that was lost.
 */
export function isNews(remote: RemoteBooking, local: readonly LocalBooking[]): boolean {
  // Where it went is told by the booking that replaced it; by itself its end would look like a cancellation.
  if (!standsThere(remote) && remote.rescheduledToUid) return false
  const segment = local.find(({ uid }) => uid === remote.uid)
  if (segment) return segment.inFlight || differences({ local: segment, remote }).some(({ kind }) => kind !== 'host')
  if (local.length === 0) return differences({ local: undefined, remote }).length > 0
  // One that the appointment had before, or another end of a fork: only alive it matters.
  return standsThere(remote)
}

/**
 * The same for a booking that was moved from another. `own` is the appointment that knows it, `from` the one that knows the
 * other: two appointments where the move was told without its link or not at all, while those around it were.
 */
export function isMoveNews(remote: RemoteBooking, own: readonly LocalBooking[], from: readonly LocalBooking[]): boolean {
  const [mine] = own
  if (mine && from.some(({ appointmentUid }) => appointmentUid !== mine.appointmentUid)) return true
  if (mine || remote.rescheduledToUid) return isNews(remote, own)
  return from.some(({ uid, status }) => uid === remote.rescheduledFromUid && status !== 'gone') || isNews(remote, from)
}
