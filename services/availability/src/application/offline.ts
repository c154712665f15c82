import type { Clock } from '@calbridge/core'
import { CachedDay } from '../domain/cached-day.ts'
import type { FirstLevel } from '../domain/first-level.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { FoundDay } from './compose.ts'
import type { ListedDays, LoadSlots } from './lead.ts'
import type { NextRun } from './next-run.ts'

export interface OfflineDeps {
  readonly load: LoadSlots
  readonly runs: NextRun<ListedDays>
  readonly firstLevel: FirstLevel
  readonly clock: Pick<Clock, 'now'>
}

/**
 * Asks Cal.com while Redis is away, as far as the process's share of the budget lets it. Without Redis there are no versions
 * and no claims: what is loaded is good for those who wait now, marked, and later as stale.
 */
export async function loadOffline(deps: OfflineDeps, unit: SlotUnit, days: readonly EpochDay[]): Promise<FoundDay[]> {
  const { load, runs, firstLevel, clock } = deps
  const key = `${unit.tenant}|${unit.loadKey}|${days}`
  const startsOf = await runs.join(key, () => load(unit, days[0]!, days.at(-1)!, 'interactive'))
  const loadedAtMs = clock.now()
  return days.map((day) => {
    const entry = { stamp: '', versions: [], loadedAtMs, expiresAtMs: loadedAtMs, starts: startsOf(day), suspect: false }
    const cached = new CachedDay(unit, day, entry, [], false)
    firstLevel.put(cached, firstLevel.mark(), false)
    return { cached, source: 'upstream' }
  })
}
