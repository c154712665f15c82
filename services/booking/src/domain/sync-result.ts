import type { Appointment, Booked, RemoteBooking, RemoteStatus, Segment } from './appointment.ts'
import { type Change, changed } from './change.ts'
import { remoteOf } from './claims.ts'
import { after } from './life.ts'
import { isSettled, withRemote, withSegment } from './remotes.ts'

export interface SyncResult {
  readonly outcome: 'synced' | 'refused' | 'unknown' | 'manual_review' | 'retrying'
  readonly changeId: string
  readonly segmentIndex: number
  readonly remote?: {
    uid: string
    bookingId?: number | undefined
    status: RemoteStatus
    startMs: number
    updatedAtMs: number
    hostId?: number | undefined
  }
  readonly errorCode?: string | undefined
  readonly errorMessage?: string | undefined
  readonly attemptCount: number
  readonly jobId?: string | undefined
  readonly nowMs: number
}

/** What an attempt at Cal.com means for the appointment. Undefined when all of it was known already. */
export function applySyncResult(current: Booked, result: SyncResult): Change | undefined {
  const segment = current.appointment.segments.find(({ index }) => index === result.segmentIndex)
  if (!segment) return undefined
  const known = { ...attempt(current.appointment, result), ...facts(current.appointment, segment, result) }
  const differs = { ...known, ...decide({ ...current.appointment, ...known }, segment, result) }
  if (same(current.appointment, differs)) return undefined
  const change = changed(current, differs, result.nowMs, {
    kind: 'sync_changed',
    origin: 'system',
    changeId: current.appointment.changeId,
    refused: result.outcome === 'refused',
    fact: true,
  })
  return change
}

function attempt(appointment: Appointment, { attemptCount, jobId, errorCode, errorMessage }: SyncResult): Partial<Appointment> {
  return {
    syncAttempts: Math.max(appointment.syncAttempts, attemptCount),
    syncJobId: jobId ?? appointment.syncJobId,
    syncErrorCode: errorCode,
    syncErrorMessage: errorMessage,
  }
}

/** The booking that the attempt saw: what stood for the segment before it is over. */
function facts(appointment: Appointment, segment: Segment, { remote, outcome }: SyncResult): Partial<Appointment> {
  if (!remote || outcome !== 'synced') return {}
  const before = remoteOf(appointment, segment)
  const moved = before !== undefined && before.uid !== remote.uid
  const fact: RemoteBooking = {
    ...remote,
    endMs: remote.startMs + (segment.endMs - segment.startMs),
    ...(moved && { previousUid: before.uid }),
  }
  const closed = moved
    ? withRemote(appointment.remotes, { ...before, status: 'cancelled', nextUid: remote.uid, updatedAtMs: remote.updatedAtMs })
    : appointment.remotes
  return { remotes: withRemote(closed, fact), segments: withSegment(appointment.segments, segment.index, { remoteUid: remote.uid }) }
}

function decide(appointment: Appointment, segment: Segment, result: SyncResult): Partial<Appointment> {
  // An older attempt's verdict does not judge a newer wish; its facts above still count.
  const outdated = result.changeId !== '' && result.changeId !== appointment.changeId
  switch (result.outcome) {
    case 'synced':
      return isSettled(appointment)
        ? { status: after(appointment.status, 'synced') ?? appointment.status, syncStatus: 'synced', requiresManualReview: false }
        : { syncStatus: 'pending' }
    case 'refused':
      return outdated ? {} : refused(appointment, segment)
    case 'unknown':
      return outdated ? {} : { syncStatus: 'verification_pending' }
    case 'manual_review':
      return outdated ? {} : { syncStatus: 'failed', requiresManualReview: true }
    case 'retrying':
      return {}
  }
}

/** Cal.com will not have it: a booking fails and frees its time, a move goes back to where it was. */
function refused(appointment: Appointment, segment: Segment): Partial<Appointment> {
  const remote = remoteOf(appointment, segment)
  if (appointment.status === 'cancelled') return { syncStatus: 'failed', requiresManualReview: true }
  if (remote?.status !== 'accepted' && remote?.status !== 'pending')
    return { status: after(appointment.status, 'refused') ?? appointment.status, syncStatus: 'failed' }
  const byMs = remote.startMs - segment.startMs
  return {
    status: after(appointment.status, 'move_refused') ?? appointment.status,
    syncStatus: 'synced',
    segments: appointment.segments.map((part) => ({ ...part, startMs: part.startMs + byMs, endMs: part.endMs + byMs })),
  }
}

function same(appointment: Appointment, differs: Partial<Appointment>): boolean {
  return (Object.keys(differs) as (keyof Appointment)[]).every((key) => JSON.stringify(appointment[key]) === JSON.stringify(differs[key]))
}
