import { type Appointment, type Claim, isLive, type RemoteBooking, type Segment, startOf } from './appointment.ts'
import { remoteByUid, standsThere } from './remotes.ts'

const MINUTE_MS = 60_000

const claimOf = (segment: Segment, kind: Claim['kind'], startMs = segment.startMs): Claim => ({
  resource: segment.resource,
  capacity: segment.capacity,
  fromMs: startMs - segment.bufferBeforeMin * MINUTE_MS,
  toMs: startMs + (segment.endMs - segment.startMs) + segment.bufferAfterMin * MINUTE_MS,
  kind,
  segmentIndex: segment.index,
})

/**
 * The times that belong to an appointment: the wanted one, what Cal.com holds, and what a request of ours that is not answered
 * yet may make it hold, so that a move never gives up the old before the new is safe. A cancelled one keeps the latter two:
 * whoever were given that time before our cancellation is there would be refused.
 */
export function claimsOf(appointment: Appointment): Claim[] {
  if (!isLive(appointment) && appointment.status !== 'cancelled') return []
  const wantedKind = appointment.status === 'confirmed' ? 'confirmed' : 'pending'
  return appointment.segments.flatMap((segment) => {
    const remote = remoteByUid(appointment.remotes, segment.remoteUid)
    const times = new Map<number, Claim['kind']>(underWay(appointment, segment, remote).map((startMs) => [startMs, 'pending']))
    if (remote !== undefined && standsThere(remote)) times.set(remote.startMs, 'confirmed')
    if (isLive(appointment)) times.set(segment.startMs, wantedKind)
    return [...times].map(([startMs, kind]) => claimOf(segment, kind, startMs))
  })
}

/** Starts at which Cal.com may come to have it: whether a request was sent for them is known to sync-worker alone, until it tells. */
function underWay(appointment: Appointment, segment: Segment, remote: RemoteBooking | undefined): number[] {
  const { syncStatus, changeOrigin, previousStartMs } = appointment
  const isAnswered = syncStatus === 'synced' || changeOrigin === 'calcom'
  if (isAnswered || (remote && !standsThere(remote))) return []
  // Moved before its creation was answered: it may come to be where it was first wanted.
  const isCreating = remote === undefined && previousStartMs !== undefined
  return isCreating ? [segment.startMs, segment.startMs + previousStartMs - startOf(appointment)] : [segment.startMs]
}

const covers = (outer: Claim, inner: Claim): boolean =>
  outer.resource === inner.resource && outer.fromMs <= inner.fromMs && outer.toMs >= inner.toMs

/** The claims that take time which was not the appointment's before: they must be checked against others. */
export const newlyClaimed = (before: readonly Claim[], after: readonly Claim[]): Claim[] =>
  after.filter((claim) => !before.some((old) => covers(old, claim)))

/** Resources in a fixed order, so that two transactions lock them the same way round. */
export const resourcesOf = (claims: readonly Claim[]): string[] => [...new Set(claims.map((claim) => claim.resource))].sort()

type Span = Pick<Claim, 'fromMs' | 'toMs'>

/** Is there a place left for the claim at every instant of it? Ends are exclusive: who ends when it begins is not in its way. */
export function fits({ fromMs, toMs, capacity }: Span & Pick<Claim, 'capacity'>, others: readonly Span[]): boolean {
  const inTheWay = others.filter((other) => other.fromMs < toMs && other.toMs > fromMs)
  // As many as ever are there at once, are there when one of them begins or the claim does.
  const instants = [fromMs, ...inTheWay.map((other) => other.fromMs)].filter((at) => at >= fromMs)
  return instants.every((at) => inTheWay.filter((other) => other.fromMs <= at && other.toMs > at).length < capacity)
}
