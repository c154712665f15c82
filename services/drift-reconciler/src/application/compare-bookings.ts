import type { LocalBooking, RemoteBooking } from '../domain/booking.ts'
import { type Difference, differences, type Pair } from '../domain/difference.ts'
import { pairUp } from '../domain/pair-up.ts'
import type { LocalSide, Range, RemoteSide } from './ports.ts'

export interface Comparison {
  readonly differences: readonly Difference[]
  /** Appointments. */
  readonly localCount: number
  readonly remoteCount: number
  readonly inFlight: number
}

interface Deps {
  readonly local: LocalSide
  readonly remote: RemoteSide
  readonly secondLooks: number
}

/**
 * Compares the bookings that start in a range. The two sides are read one after the other while both go on changing, and a moved
 * booking may be in the range on one side alone: what differs is looked at once more, by itself, before it is told.
 */
export async function compareBookings({ local, remote, secondLooks }: Deps, range: Range): Promise<Comparison> {
  const locals = await local.list(range)
  const remotes = await remote.list(range)
  const suspects = pairUp(locals, remotes).filter((pair) => differences(pair).length > 0)
  const found: Difference[] = []
  for (const [at, pair] of suspects.entries())
    for (const one of at < secondLooks ? await lookAgain({ local, remote }, pair) : [pair]) found.push(...differences(one))
  return {
    differences: unique(found),
    localCount: countAppointments(locals),
    remoteCount: remotes.length,
    inFlight: countAppointments(locals.filter(({ inFlight }) => inFlight)),
  }
}

/** Both sides of what differs, as they are now. */
async function lookAgain({ local, remote }: Pick<Deps, 'local' | 'remote'>, pair: Pair): Promise<Pair[]> {
  const here = await known(local, pair)
  const uids = [pair.remote?.uid, pair.remote?.rescheduledFromUid]
  const segment = here.find(({ index, uid }) => (pair.local ? index === pair.local.index : uids.includes(uid)))
  const uid = segment?.uid || pair.remote?.uid
  const there = uid ? await remote.chain(uid, segment?.credentialId || (pair.remote?.credentialId ?? '')) : []
  return pairUp(here, there).filter((one) => concerns(one, pair, there))
}

/** The appointment that it is about: by name, by its booking or the one that this was moved from, by our metadata. */
async function known(local: LocalSide, { local: suspect, remote }: Pair): Promise<LocalBooking[]> {
  const refs = suspect ? [suspect.appointmentUid] : [remote?.uid, remote?.rescheduledFromUid, remote?.appointmentUid]
  for (const ref of refs) {
    const found = ref ? await local.find(ref) : []
    if (found.length > 0) return found
  }
  return []
}

/** Another segment of the same appointment has its own turn. */
function concerns(one: Pair, pair: Pair, there: readonly RemoteBooking[]): boolean {
  if (!one.local) return true
  if (pair.local) return one.local.index === pair.local.index
  return one.local.uid !== '' && there.some(({ uid }) => uid === one.local?.uid || uid === one.local?.previousUid)
}

const countAppointments = (locals: readonly LocalBooking[]): number => new Set(locals.map(({ appointmentUid }) => appointmentUid)).size

/** Two suspects can turn out to be one thing. */
const unique = (all: readonly Difference[]): Difference[] => [
  ...new Map(all.map((one) => [`${one.kind} ${one.appointmentUid} ${one.calcomUid}`, one])).values(),
]
