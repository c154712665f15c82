import { type LocalBooking, type RemoteBooking, standsThere } from './booking.ts'
import type { Pair } from './difference.ts'

/** Pairs what is one booking on both sides: by uid, and where it was moved there, by the end of its chain. */
export function pairUp(locals: readonly LocalBooking[], remotes: readonly RemoteBooking[]): Pair[] {
  const byUid = new Map(remotes.map((remote) => [remote.uid, remote]))
  const taken = new Set<string>()
  const pairs = locals.map((local): Pair => {
    const chain = chainFrom(byUid, local.uid)
    for (const { uid } of chain) taken.add(uid)
    return { local, remote: chain.at(-1) }
  })
  const hintOf = appointmentBehind(locals)
  for (const remote of remotes) {
    if (taken.has(remote.uid) || !standsThere(remote)) continue
    const local = hintOf(remote)
    // The answer or the webhook that will link it is on its way.
    if (local?.inFlight) continue
    pairs.push({ local: undefined, remote: { ...remote, appointmentUid: local?.appointmentUid ?? remote.appointmentUid } })
  }
  return pairs
}

/** A booking and what it became by moves, as far as it is among those read. One that stands ends the chain: a fork, or a revived one. */
function chainFrom(byUid: ReadonlyMap<string, RemoteBooking>, uid: string): RemoteBooking[] {
  const chain: RemoteBooking[] = []
  for (let next = byUid.get(uid); next && !chain.includes(next); next = byUid.get(next.rescheduledToUid ?? '')) {
    chain.push(next)
    if (standsThere(next)) break
  }
  return chain
}

/** Whose booking one is that nobody here has as theirs: by our metadata, or as another end of a fork. */
function appointmentBehind(locals: readonly LocalBooking[]): (remote: RemoteBooking) => LocalBooking | undefined {
  const byAppointment = new Map(locals.map((local) => [local.appointmentUid, local]))
  const byUid = new Map(locals.flatMap((local) => [local.uid, local.previousUid].filter(Boolean).map((uid) => [uid, local] as const)))
  return ({ uid, appointmentUid, rescheduledFromUid }) =>
    byUid.get(uid) ?? byUid.get(rescheduledFromUid ?? '') ?? byAppointment.get(appointmentUid ?? '')
}
