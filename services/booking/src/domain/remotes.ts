import type { Appointment, RemoteBooking, Segment } from './appointment.ts'

/** Puts a fact among the known bookings; an older fact than the known one changes nothing but what was missing. */
export function withRemote(remotes: readonly RemoteBooking[], fact: RemoteBooking): RemoteBooking[] {
  const known = remotes.find((remote) => remote.uid === fact.uid)
  if (!known) return [...remotes, fact]
  const merged =
    fact.updatedAtMs >= known.updatedAtMs ? { ...known, ...defined(fact) } : { ...known, ...defined({ ...fact, ...defined(known) }) }
  return remotes.map((remote) => (remote.uid === fact.uid ? merged : remote))
}

export const withSegment = (segments: readonly Segment[], index: number, differs: Partial<Segment>): Segment[] =>
  segments.map((segment) => (segment.index === index ? { ...segment, ...differs } : segment))

/** Does Cal.com have every segment as wanted? */
export function isSettled(appointment: Pick<Appointment, 'segments' | 'remotes' | 'status'>): boolean {
  const wantedThere = appointment.status !== 'cancelled' && appointment.status !== 'failed'
  return appointment.segments.every((segment) => {
    const remote = appointment.remotes.find(({ uid }) => uid === segment.remoteUid)
    const standsThere = remote?.status === 'accepted' || remote?.status === 'pending'
    return wantedThere ? standsThere && remote.startMs === segment.startMs : !standsThere
  })
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>
}
