import type { Appointment, RemoteBooking, RemoteStatus, Segment } from './appointment.ts'

export const standsThere = ({ status }: Pick<RemoteBooking, 'status'>): boolean => status === 'accepted' || status === 'pending'

// Of two facts of the same moment the later stage of a booking's life counts, whichever came first.
const STAGE: Record<RemoteStatus, number> = { pending: 0, accepted: 1, rejected: 2, cancelled: 2 }

const isOlder = (fact: RemoteBooking, known: RemoteBooking): boolean =>
  fact.updatedAtMs === known.updatedAtMs ? STAGE[fact.status] < STAGE[known.status] : fact.updatedAtMs < known.updatedAtMs

/**
 * Puts a fact among the known bookings; an older one than the known changes nothing but what was missing.
 * In whatever order facts come, and however often, the same is known in the end.
 */
export function withRemote(remotes: readonly RemoteBooking[], fact: RemoteBooking): RemoteBooking[] {
  const known = remotes.find((remote) => remote.uid === fact.uid)
  if (!known) return [...remotes, fact]
  const [older, newer] = isOlder(fact, known) ? [fact, known] : [known, fact]
  const { reason: _, ...rest } = older // says why the older status was so
  const merged = { ...known, reason: undefined, ...defined(rest), ...defined(newer) }
  return remotes.map((remote) => (remote.uid === fact.uid ? merged : remote))
}

export const withSegment = (segments: readonly Segment[], index: number, differs: Partial<Segment>): Segment[] =>
  segments.map((segment) => (segment.index === index ? { ...segment, ...differs } : segment))

export const remoteByUid = (remotes: readonly RemoteBooking[], uid: string | undefined): RemoteBooking | undefined =>
  uid === undefined ? undefined : remotes.find((remote) => remote.uid === uid)

/** Where a chain of moves has come to, as far as it is known. */
export function headOf(remotes: readonly RemoteBooking[], uid: string | undefined): RemoteBooking | undefined {
  let head = remoteByUid(remotes, uid)
  for (let hops = 0; head && hops < remotes.length; hops++) {
    const next = remoteByUid(remotes, head.nextUid)
    if (!next) break
    head = next
  }
  return head
}

/** The bookings that this one was moved from, the latest first. */
export function earlierOf(remotes: readonly RemoteBooking[], head: RemoteBooking): RemoteBooking[] {
  const found: RemoteBooking[] = []
  for (let at = before(remotes, head); at && !found.includes(at); at = before(remotes, at)) found.push(at)
  return found
}

const before = (remotes: readonly RemoteBooking[], { uid, previousUid }: RemoteBooking): RemoteBooking | undefined =>
  remoteByUid(remotes, previousUid) ?? remotes.find(({ nextUid }) => nextUid === uid)

/** Does Cal.com have every segment as wanted? */
export function isSettled(appointment: Pick<Appointment, 'segments' | 'remotes' | 'status'>): boolean {
  const wantedThere = appointment.status !== 'cancelled' && appointment.status !== 'failed'
  return appointment.segments.every((segment) => {
    const remote = remoteByUid(appointment.remotes, segment.remoteUid)
    const stands = remote !== undefined && standsThere(remote)
    return wantedThere ? stands && remote.startMs === segment.startMs : !stands
  })
}

/** More bookings stand there than the appointment has parts: somebody moved or confirmed one of them twice. */
export const isForked = ({ remotes, segments }: Pick<Appointment, 'remotes' | 'segments'>): boolean =>
  remotes.filter(standsThere).length > segments.length

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>
}
