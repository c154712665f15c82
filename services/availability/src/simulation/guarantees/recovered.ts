import { type LoggedLookUp, nameOf } from '../look-up-log.ts'
import { generationOf } from '../model-calcom.ts'
import type { Bump } from '../witness.ts'
import type { World } from '../world.ts'

/** Once the troubles are over, every process answers whole, unmarked, and exactly what is free. */
export function everythingRecovers({ calcom, booking, simulation, witness }: World, last: readonly LoggedLookUp[]): void {
  const claimed = new Set(booking.listClaims().map(({ resource, fromMs }) => `${resource} ${fromMs}`))
  for (const lookUp of last) {
    const { query, end } = lookUp
    const failure = (why: string) => new Error(`does not recover: ${nameOf(lookUp)}, ${why}`)
    if (!end?.found) throw failure(String(end?.error))
    if (end.found.degraded || end.found.missingDays > 0 || end.found.source === 'stale')
      throw failure(`${end.found.source}, degraded ${end.found.degraded}`)
    for (const { cached } of end.found.found) {
      const { unit, day } = cached
      const isOfDay = (bump: Bump): boolean => bump.day === day && unit.resources.includes(bump.resource)
      if (witness.bumps.some((bump) => isOfDay(bump) && witness.hasForgotten(bump))) continue
      const listed = calcom.startsAt(unit.eventTypeId, day, simulation.elapsedMs)
      const free = listed.slice(1).filter((startMs) => !unit.resources.some((resource) => claimed.has(`${resource} ${startMs}`)))
      const offered = cached.free(query.range, '', end.found.nowMs).slice(1)
      const expected = free.map((startMs) => startMs / 1_000)
      if (`${offered}` !== `${expected}`)
        throw failure(
          `day ${day} of generation ${generationOf(day, cached.entry.starts)} offers ${offered.length} times, ${expected.length} are free`,
        )
    }
  }
}
