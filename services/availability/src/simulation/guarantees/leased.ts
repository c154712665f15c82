import { SETTINGS } from '../replica-process.ts'
import type { Lead, Load } from '../witness.ts'
import type { World } from '../world.ts'

/** Nobody calls Cal.com but with a lease for just these days, and once with each; or while Redis is out of reach. */
export function everyLoadHasItsLease({ witness }: World): void {
  const leases = Map.groupBy(witness.leads, ({ process, token }) => `${process.name} ${token}`)
  const unused = new Set(leases.values())
  for (const load of witness.loads) {
    const lease = [...unused].find((leads) => isFor(leads, load))
    if (lease) unused.delete(lease)
    else if (!isOffline(witness, load))
      throw new Error(
        `loaded without a lease: ${load.loadKey}, days ${load.firstDay} to ${load.lastDay}, by ${load.process.name} at ${load.atMs}`,
      )
  }
}

function isFor(leads: readonly Lead[], { process, loadKey, firstDay, lastDay, atMs }: Load): boolean {
  const days = leads.map(({ day }) => day)
  const [first] = leads
  const isSame = first!.process === process && first!.loadKey === loadKey && first!.atMs <= atMs
  return isSame && Math.min(...days) === firstDay && Math.max(...days) === lastDay
}

/** One such call may have waited for another to end, in a process that was paused. */
const isOffline = (witness: World['witness'], { process, atMs }: Load): boolean =>
  witness.wasTroubled(
    atMs - SETTINGS.loadTimeoutMs,
    atMs,
    (trouble) => trouble.what === 'redis' && (trouble.process ?? process) === process,
  )
