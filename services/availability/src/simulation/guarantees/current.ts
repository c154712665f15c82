import type { FoundDay } from '../../application/compose.ts'
import { type LoggedLookUp, nameOf } from '../look-up-log.ts'
import { generationOf } from '../model-calcom.ts'
import { SILENCE_MS } from '../replica-process.ts'
import { SETTLE_MS } from '../witness.ts'
import type { World } from '../world.ts'

/** An answer out of the first level may have missed what came in since the last heartbeat. */
const reachMs = ({ source }: FoundDay): number => (source === 'l1' ? SILENCE_MS : 0)

/**
 * No answer that does not say it is stale was loaded before a change that its caller could know of, nor shows Cal.com as it was
 * before a change there that it has had the time to settle.
 */
export function answersAreCurrent({ witness, calcom, simulation }: World, log: readonly LoggedLookUp[]): void {
  const startMs = simulation.clock.now() - simulation.elapsedMs
  for (const lookUp of log) {
    for (const found of lookUp.end?.found?.found ?? []) {
      const { cached, source, overdue } = found
      if (source === 'stale' && !overdue) continue
      const { unit, day, entry } = cached
      const knownMs = lookUp.askedMs - (overdue ? SILENCE_MS : reachMs(found))
      const bumps = witness.bumps.filter((bump) => bump.day === day && unit.resources.includes(bump.resource))

      const last = bumps.findLast(({ atMs }) => atMs <= knownMs)
      if (entry.stamp !== '' && last && entry.loadedAtMs < Math.floor(startMs + last.atMs))
        throw new Error(
          `older than a change that its caller could know of: ${nameOf(lookUp)}, got ${source} of day ${day} loaded at ${entry.loadedAtMs - startMs}, changed at ${last.atMs}`,
        )

      const settled = bumps.findLast((bump) => bump.settles && bump.atMs <= knownMs - SETTLE_MS && !witness.hasForgotten(bump))
      if (settled && generationOf(day, entry.starts) < calcom.generationAt(unit.eventTypeId, day, settled.atMs))
        throw new Error(
          `shows Cal.com before a settled change: ${nameOf(lookUp)}, got ${source} of day ${day}, generation ${generationOf(day, entry.starts)}, changed at ${settled.atMs}`,
        )
    }
  }
}
