import type { Schedule } from '@calbridge/simulation'
import { budgetHolds } from './guarantees/budget.ts'
import { claimedTimeIsNotOffered } from './guarantees/claimed.ts'
import { daysAreLoadedOnce } from './guarantees/coalesced.ts'
import { answersAreCurrent } from './guarantees/current.ts'
import { answersAreInTime } from './guarantees/in-time.ts'
import { everyLoadHasItsLease } from './guarantees/leased.ts'
import { staleIsMarkedAndNeeded } from './guarantees/marked.ts'
import { everythingRecovers } from './guarantees/recovered.ts'
import type { LoggedLookUp } from './look-up-log.ts'
import { BUSY_MS, DAYS, type Operation, PROCESSES } from './operations.ts'
import { lookUp, perform } from './perform.ts'
import type { Broken } from './replica-process.ts'
import { startWorld } from './world.ts'

/** After the last operation, until all that it began is over: pauses, outages, what Cal.com settles, and the budget's window. */
const CALM_MS = 8_000
const LAST_WITHIN_MS = 8_000

/** Runs the operations through the world, looks at it once more when all is calm, and holds every guarantee against what was seen. */
export async function runSchedule({ seed, operations, trace }: Schedule<Operation>, broken: Broken = {}): Promise<void> {
  const world = startWorld(seed, trace, broken)
  const { simulation } = world
  const log: LoggedLookUp[] = []
  for (const operation of operations) simulation.after(operation.atMs, () => perform(world, operation, log))
  await simulation.run(BUSY_MS + CALM_MS)

  const last: LoggedLookUp[] = []
  const whole = { host: 2, firstDay: 0, days: DAYS, freshness: 'cached', withinMs: LAST_WITHIN_MS } as const
  for (let process = 0; process < PROCESSES; process++) lookUp(world, { ...whole, process }, last)
  await simulation.run(LAST_WITHIN_MS + 1)

  const all = [...log, ...last]
  answersAreInTime(world, all)
  answersAreCurrent(world, all)
  staleIsMarkedAndNeeded(world, all)
  claimedTimeIsNotOffered(world, all)
  daysAreLoadedOnce(world, all)
  everyLoadHasItsLease(world)
  budgetHolds(world)
  everythingRecovers(world, last)
}
