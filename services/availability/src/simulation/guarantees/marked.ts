import { type LoggedLookUp, nameOf } from '../look-up-log.ts'
import { SETTINGS } from '../replica-process.ts'
import type { World } from '../world.ts'

/** What is stale says so, and is given only where better could not be had in time: something was out of reach, or time was up. */
export function staleIsMarkedAndNeeded({ witness }: World, log: readonly LoggedLookUp[]): void {
  for (const lookUp of log) {
    const { end, query, withinMs, askedMs, startedMs = askedMs } = lookUp
    if (!end?.found || query.freshness === 'cache_only') continue
    if (!end.found.found.some(({ source, overdue }) => source === 'stale' && !overdue)) continue
    if (!end.found.degraded) throw new Error(`stale and not marked: ${nameOf(lookUp)}`)
    const timeWasUp = end.atMs >= startedMs + withinMs - 0.01
    if (!timeWasUp && !witness.wasTroubled(startedMs - SETTINGS.loadTimeoutMs, end.atMs, () => true))
      throw new Error(`stale without need: ${nameOf(lookUp)}, ended at ${end.atMs}`)
  }
}
