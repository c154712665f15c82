import { type LocalBooking, type RemoteBooking, standsThere } from './booking.ts'

export type DifferenceKind = 'missing_local' | 'missing_remote' | 'time' | 'status' | 'host'

export interface Difference {
  readonly kind: DifferenceKind
  readonly appointmentUid: string
  readonly calcomUid: string
  readonly credentialId: string
  /** As it is here, for a person to read. */
  readonly expected: string
  /** As it is there. */
  readonly actual: string
}

/** One booking as both sides know it, or one of them. */
export interface Pair {
  readonly local: LocalBooking | undefined
  readonly remote: RemoteBooking | undefined
}

/** What differs between the two sides of one booking. Nothing while a change is under way. */
export function differences({ local, remote }: Pair): Difference[] {
  if (!local) return remote && standsThere(remote) && remote.ours ? [missingLocal(remote)] : []
  if (local.inFlight) return []
  const at = {
    appointmentUid: local.appointmentUid,
    calcomUid: remote?.uid ?? local.uid,
    credentialId: remote?.credentialId ?? local.credentialId,
  }
  if (!remote || !standsThere(remote)) return local.status === 'live' ? [notThere(local, remote, at)] : []
  if (local.status !== 'live') return [{ ...at, kind: 'status', expected: local.statusName, actual: remote.status }]
  return [...time(local, remote, at), ...status(local, remote, at), ...host(local, remote, at)]
}

type At = Pick<Difference, 'appointmentUid' | 'calcomUid' | 'credentialId'>

const missingLocal = (remote: RemoteBooking): Difference => ({
  kind: 'missing_local',
  appointmentUid: remote.appointmentUid ?? '',
  calcomUid: remote.uid,
  credentialId: remote.credentialId,
  expected: '',
  actual: `${remote.status} ${iso(remote.startMs)}`,
})

/** Gone there, or never seen there. */
const notThere = (local: LocalBooking, remote: RemoteBooking | undefined, at: At): Difference =>
  remote
    ? { ...at, kind: 'status', expected: local.statusName, actual: remote.status }
    : { ...at, kind: 'missing_remote', expected: `${local.statusName} ${iso(local.startMs)}`, actual: '' }

// Only starts: Cal.com has no means to change a length, and ours may lack what an event type adds.
const time = (local: LocalBooking, remote: RemoteBooking, at: At): Difference[] =>
  local.startMs === remote.startMs ? [] : [{ ...at, kind: 'time', expected: iso(local.startMs), actual: iso(remote.startMs) }]

/** Awaiting the host or not; a booking that was moved there to the same time has another uid, which is not known here. */
function status(local: LocalBooking, remote: RemoteBooking, at: At): Difference[] {
  if (local.uid !== remote.uid && local.startMs === remote.startMs)
    return [{ ...at, kind: 'status', expected: `uid ${local.uid}`, actual: `uid ${remote.uid}` }]
  const waits = (text: string) => text === 'pending' || text === 'awaiting_host'
  if (local.remoteStatus === '' || remote.status === 'unknown' || waits(local.remoteStatus) === waits(remote.status)) return []
  return local.uid === remote.uid ? [{ ...at, kind: 'status', expected: local.remoteStatus, actual: remote.status }] : []
}

const host = (local: LocalBooking, remote: RemoteBooking, at: At): Difference[] =>
  local.hostId === undefined || remote.hostIds.length === 0 || remote.hostIds.includes(local.hostId)
    ? []
    : [{ ...at, kind: 'host', expected: String(local.hostId), actual: remote.hostIds.join(',') }]

const iso = (ms: number): string => new Date(ms).toISOString()
