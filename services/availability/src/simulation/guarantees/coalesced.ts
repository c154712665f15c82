import { pastItsHalf } from '../../domain/day-entry.ts'
import type { LoggedLookUp } from '../look-up-log.ts'
import { SETTINGS } from '../replica-process.ts'
import type { Lead } from '../witness.ts'
import type { World } from '../world.ts'

/**
 * One load for a day under one version at a time, and none again while what it brought is good. One more only where a leader
 * died, was paused or cut off from Redis, or Redis lost the lease.
 */
export function daysAreLoadedOnce(world: World, log: readonly LoggedLookUp[]): void {
  for (const leads of Map.groupBy(world.witness.leads, ({ id }) => id).values()) {
    for (const [index, next] of leads.slice(1).entries()) {
      const before = leads[index]!
      if (!mayFollow(world, before, next) && !isAskedAnew(log, next))
        throw new Error(
          `loaded twice under one version: ${next.id} by ${before.process.name} at ${before.atMs} and by ${next.process.name} at ${next.atMs}`,
        )
    }
  }
}

function mayFollow({ witness, simulation }: World, before: Lead, next: Lead): boolean {
  const { end } = before
  const excused = witness.wasTroubled(before.atMs, next.atMs, ({ process, what }) => {
    if (process === undefined) return what === 'redis'
    return process === before.process && (what === 'redis' || what === 'paused' || what === 'killed')
  })
  if (excused) return true
  if (!end || end.atMs > next.atMs) return false
  const epochMs = simulation.clock.now() - simulation.elapsedMs
  return !end.kept || pastItsHalf(end.entry!, epochMs + next.atMs)
}

/** Who wants it fresh has it loaded anew. */
const isAskedAnew = (log: readonly LoggedLookUp[], { atMs }: Lead): boolean =>
  log.some(({ query, askedMs, end }) => {
    const anew = query.freshness === 'fresh' || query.freshness === 'max_age'
    return anew && askedMs <= atMs && (end?.atMs ?? Number.POSITIVE_INFINITY) >= atMs - SETTINGS.loadTimeoutMs
  })
