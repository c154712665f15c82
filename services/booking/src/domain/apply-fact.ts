import type { Appointment, Booked, RemoteBooking, Segment } from './appointment.ts'
import { type Change, changed, type EventKind } from './change.ts'
import { after } from './life.ts'
import { movedAway, type RemoteFact, remoteBooking, standsThere } from './remote-fact.ts'
import { isSettled, withRemote, withSegment } from './remotes.ts'

/**
 * What a fact from Cal.com means for the appointment it belongs to. Decided by state, so that it may come
 * twice, late, or before our own request's answer. Undefined when it changes nothing.
 */
export function applyFact(current: Booked, fact: RemoteFact, nowMs: number): Change | undefined {
  const { appointment } = current
  if (fact.trigger === 'not_come') {
    const status = after(appointment.status, 'not_come')
    return !status || status === appointment.status ? undefined : tell(current, { status }, 'sync_changed', fact, nowMs)
  }
  const told = remoteBooking(fact)
  if (!told) return undefined
  const remotes = remember(appointment.remotes, fact, told)
  // What stands at the end of the chain of moves counts; an older fact may have closed a gap in it.
  const now = headOf(remotes, fact.uid)
  const known = appointment.remotes.find(({ uid }) => uid === now?.uid)
  const segment = segmentOf(appointment, fact)
  if (!now || !segment) return undefined
  const seen = { ...appointment, remotes }
  return standsThere(now) ? alive(current, seen, segment, now, known, fact, nowMs) : gone(current, seen, segment, now, fact, nowMs)
}

/** Where a chain of moves has come to, as far as it is known. */
function headOf(remotes: readonly RemoteBooking[], uid: string): RemoteBooking | undefined {
  let head = remotes.find((remote) => remote.uid === uid)
  for (let hops = 0; head && hops < remotes.length; hops++) {
    const next = remotes.find((remote) => remote.uid === head?.nextUid)
    if (!next) break
    head = next
  }
  return head
}

/** The segment that the fact is about: by its bookings, else by our metadata, else the only one. */
function segmentOf(appointment: Appointment, { uid, rescheduleUid, metadata }: RemoteFact): Segment | undefined {
  const index = metadata.calbridge_segment
  return (
    appointment.segments.find(({ remoteUid }) => remoteUid !== undefined && (remoteUid === uid || remoteUid === rescheduleUid)) ??
    appointment.segments.find((segment) => index !== undefined && segment.index === Number(index)) ??
    appointment.segments[0]
  )
}

function remember(remotes: readonly RemoteBooking[], fact: RemoteFact, told: RemoteBooking): RemoteBooking[] {
  const left = movedAway(fact)
  const knownLeft = left && remotes.find(({ uid }) => uid === left.uid)
  const closed = left
    ? withRemote(
        remotes,
        knownLeft
          ? { ...knownLeft, status: 'cancelled', nextUid: left.nextUid, updatedAtMs: Math.max(knownLeft.updatedAtMs, left.updatedAtMs) }
          : left,
      )
    : remotes
  return withRemote(closed, told)
}

function alive(
  current: Booked,
  seen: Appointment,
  segment: Segment,
  now: RemoteBooking,
  known: RemoteBooking | undefined,
  fact: RemoteFact,
  nowMs: number,
): Change | undefined {
  const standing = seen.remotes.find(({ uid }) => uid === segment.remoteUid)
  if (standing && standing.uid !== now.uid && standsThere(standing) && standing.nextUid === undefined)
    return review(current, { remotes: seen.remotes }, 'forked_booking', fact, nowMs)

  const segments = withSegment(seen.segments, segment.index, { remoteUid: now.uid })
  const linked: Appointment = { ...seen, segments }
  const revived = known !== undefined && !standsThere(known)
  const ourTurn = seen.syncStatus !== 'synced' && seen.changeOrigin !== 'calcom'

  // A change of ours is still on its way there: link, and let it go on from this booking.
  if (ourTurn && !isSettled(linked) && !revived) return tell(current, { remotes: seen.remotes, segments }, 'sync_changed', fact, nowMs)
  if (now.startMs !== segment.startMs) {
    const byMs = now.startMs - segment.startMs
    const moved = segments.map((part) =>
      part.index === segment.index || segments.length === 1
        ? { ...part, startMs: part.startMs + byMs, endMs: now.endMs > now.startMs ? now.endMs : part.endMs + byMs }
        : part,
    )
    return settle(current, { ...linked, segments: moved, previousStartMs: segment.startMs }, 'moved_there', 'rescheduled', fact, nowMs)
  }
  if (seen.status === 'cancelled' && !revived) return tell(current, { remotes: seen.remotes, segments }, 'sync_changed', fact, nowMs)
  if (now.status === 'pending' && seen.status === 'pending')
    return tell(current, { remotes: seen.remotes, segments, syncStatus: 'synced' }, 'sync_changed', fact, nowMs)
  return settle(current, linked, 'alive_there', revived ? 'booked' : 'sync_changed', fact, nowMs)
}

function gone(
  current: Booked,
  seen: Appointment,
  segment: Segment,
  now: RemoteBooking,
  fact: RemoteFact,
  nowMs: number,
): Change | undefined {
  const stands = segment.remoteUid === undefined || headOf(seen.remotes, segment.remoteUid)?.uid === now.uid
  if (!stands) return tell(current, { remotes: seen.remotes }, 'sync_changed', fact, nowMs)
  const linked = { ...seen, segments: withSegment(seen.segments, segment.index, { remoteUid: now.uid }) }
  // The echo of our own cancellation, or news that it was refused anyway.
  if (seen.status === 'cancelled' || seen.status === 'failed')
    return tell(
      current,
      { remotes: linked.remotes, segments: linked.segments, syncStatus: isSettled(linked) ? 'synced' : seen.syncStatus },
      'sync_changed',
      fact,
      nowMs,
    )
  return settle(current, { ...linked, cancellationReason: now.reason ?? fact.reason }, 'cancelled_there', 'cancelled', fact, nowMs)
}

/** Cal.com's word is taken over: the appointment becomes what is there, and nothing is sent back. */
function settle(
  current: Booked,
  linked: Appointment,
  event: 'alive_there' | 'moved_there' | 'cancelled_there',
  kind: EventKind,
  fact: RemoteFact,
  nowMs: number,
): Change | undefined {
  const status = after(linked.status, event) ?? linked.status
  const changeOfTheirs = kind !== 'sync_changed' && { changeId: fact.changeId, changeOrigin: 'calcom' as const, changeReason: fact.reason }
  const settled = { ...linked, status }
  return tell(
    current,
    {
      ...pick(linked),
      status,
      syncStatus: isSettled(settled) ? 'synced' : linked.syncStatus,
      requiresManualReview: false,
      ...changeOfTheirs,
    },
    kind,
    fact,
    nowMs,
  )
}

const pick = ({ remotes, segments, previousStartMs, cancellationReason }: Appointment): Partial<Appointment> => ({
  remotes,
  segments,
  previousStartMs,
  cancellationReason,
})

const review = (current: Booked, differs: Partial<Appointment>, syncErrorCode: string, fact: RemoteFact, nowMs: number) =>
  tell(current, { ...differs, requiresManualReview: true, syncErrorCode }, 'sync_changed', fact, nowMs)

function tell(current: Booked, differs: Partial<Appointment>, kind: EventKind, fact: RemoteFact, nowMs: number): Change | undefined {
  const { appointment } = current
  const same = (Object.keys(differs) as (keyof Appointment)[])
    .filter((key) => key !== 'changeId' && key !== 'changeReason' && key !== 'changeOrigin')
    .every((key) => JSON.stringify(appointment[key]) === JSON.stringify(differs[key]))
  if (same) return undefined
  return changed(current, differs, nowMs, {
    kind,
    origin: 'calcom',
    changeId: kind === 'sync_changed' ? appointment.changeId : fact.changeId,
    fact: true,
  })
}
