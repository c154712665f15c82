import type { Appointment, Booked, RemoteBooking, RemoteStatus, Segment } from './appointment.ts'
import { type Change, changed, isSame } from './change.ts'
import { after } from './life.ts'
import { reconcile } from './reconcile.ts'
import { remoteByUid, standsThere, withRemote } from './remotes.ts'

export interface SyncResult {
  readonly outcome: 'synced' | 'refused' | 'unknown' | 'manual_review' | 'retrying'
  /** The change that the attempt carried out. */
  readonly changeId: string
  readonly segmentIndex: number
  /** The booking as Cal.com answered it; what is missing was not told. */
  readonly remote?: {
    readonly uid: string
    readonly bookingId?: number | undefined
    readonly status: RemoteStatus
    readonly startMs?: number | undefined
    readonly updatedAtMs?: number | undefined
    readonly hostId?: number | undefined
  }
  readonly errorCode?: string | undefined
  readonly errorMessage?: string | undefined
  readonly attemptCount: number
  readonly jobId?: string | undefined
  readonly nowMs: number
}

/** What an attempt at Cal.com means for the appointment. Undefined when all of it was known already. */
export function applySyncResult(current: Booked, result: SyncResult): Change | undefined {
  const { appointment } = current
  const segment = appointment.segments.find(({ index }) => index === result.segmentIndex)
  if (!segment) return undefined
  // An older attempt's verdict does not judge a newer wish; the booking that it saw still counts.
  const isOutdated = result.changeId !== '' && result.changeId !== appointment.changeId
  const tried = isOutdated ? appointment : { ...appointment, ...attempt(appointment, result) }
  const next = result.outcome === 'synced' ? synced(tried, segment, result) : isOutdated ? tried : failed(tried, segment, result)
  if (isSame(appointment, next)) return undefined
  const refused = result.outcome === 'refused'
  return changed(current, next, result.nowMs, {
    kind: 'sync_changed',
    origin: 'system',
    changeId: appointment.changeId,
    refused,
    fact: true,
  })
}

function attempt(appointment: Appointment, { attemptCount, jobId, outcome, errorCode, errorMessage }: SyncResult): Partial<Appointment> {
  return {
    syncAttempts: Math.max(appointment.syncAttempts, attemptCount),
    syncJobId: jobId ?? appointment.syncJobId,
    // A success leaves what a human has to decide; what it settles is cleared with it.
    ...(outcome !== 'synced' && { syncErrorCode: errorCode, syncErrorMessage: errorMessage }),
  }
}

function synced(appointment: Appointment, segment: Segment, { remote }: SyncResult): Appointment {
  if (!remote) return reconcile(appointment, appointment, segment, undefined)
  const known = remoteByUid(appointment.remotes, remote.uid)
  const told: RemoteBooking = {
    ...remote,
    // Without Cal.com's own time the answer counts as old: any fact that has one is the better one.
    updatedAtMs: remote.updatedAtMs ?? known?.updatedAtMs ?? OLDEST_MS,
    startMs: remote.startMs ?? known?.startMs ?? segment.startMs,
    endMs: (remote.startMs ?? known?.startMs ?? segment.startMs) + (segment.endMs - segment.startMs),
  }
  return reconcile(appointment, { ...appointment, remotes: withMove(appointment.remotes, segment, told) }, segment, remote.uid)
}

// The earliest that a TIMESTAMP can hold.
const OLDEST_MS = 1_000

/** A booking that was not known and comes in another's place is where that one was moved to. */
function withMove(remotes: readonly RemoteBooking[], segment: Segment, told: RemoteBooking): RemoteBooking[] {
  const left = remoteByUid(remotes, segment.remoteUid)
  if (!left || remoteByUid(remotes, told.uid)) return withRemote(remotes, told)
  const closed = withRemote(remotes, { ...left, status: 'cancelled', nextUid: told.uid, updatedAtMs: told.updatedAtMs })
  return withRemote(closed, { ...told, previousUid: left.uid })
}

function failed(appointment: Appointment, segment: Segment, { outcome }: SyncResult): Appointment {
  switch (outcome) {
    case 'refused':
      return refused(appointment, segment)
    case 'unknown':
      return { ...appointment, syncStatus: 'verification_pending' }
    case 'manual_review':
      return { ...appointment, syncStatus: 'failed', requiresManualReview: true }
    default:
      return appointment
  }
}

/** Cal.com will not have it: a booking fails and frees its time, a move goes back to where it was. */
function refused(appointment: Appointment, segment: Segment): Appointment {
  const { status } = appointment
  if (status === 'cancelled') return { ...appointment, syncStatus: 'failed', requiresManualReview: true }
  const remote = remoteByUid(appointment.remotes, segment.remoteUid)
  if (!remote || !standsThere(remote)) return { ...appointment, status: after(status, 'refused') ?? status, syncStatus: 'failed' }
  const byMs = remote.startMs - segment.startMs
  return {
    ...appointment,
    status: remote.status === 'pending' ? status : (after(status, 'move_refused') ?? status),
    syncStatus: 'synced',
    segments: appointment.segments.map((part) => ({ ...part, startMs: part.startMs + byMs, endMs: part.endMs + byMs })),
  }
}
