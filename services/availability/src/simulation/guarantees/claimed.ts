import type { Claim } from '@calbridge/contracts'
import type { FoundDay } from '../../application/compose.ts'
import { type LoggedLookUp, type LookUpEnd, nameOf } from '../look-up-log.ts'
import type { Commit } from '../model-booking.ts'
import { SLOT_MS } from '../model-calcom.ts'
import { SILENCE_MS } from '../replica-process.ts'
import type { World } from '../world.ts'

/** No answer whose claims are whole offers a time that was claimed here, known to the cache before it was asked, and still is. */
export function claimedTimeIsNotOffered(world: World, log: readonly LoggedLookUp[]): void {
  for (const lookUp of log) {
    const { end, query } = lookUp
    for (const found of end?.found?.found ?? []) {
      if (!found.cached.claimsComplete || isExcused(world, lookUp, found)) continue
      const reachMs = found.source === 'l1' ? SILENCE_MS : 0
      const offered = new Set(found.cached.free(query.range, query.holder, end!.found!.nowMs).map((start) => start * 1_000))
      for (const claimed of standing(world, found.cached.unit.resources, lookUp.askedMs - reachMs, end!)) {
        if (offered.has(claimed))
          throw new Error(
            `offered though claimed: ${nameOf(lookUp)}, got ${found.source} with ${(claimed / SLOT_MS) % 48} of day ${found.cached.day}`,
          )
      }
    }
  }
}

/** What says it is stale may lack claims that Redis could not tell in time. */
function isExcused(
  { witness }: World,
  { end, askedMs, startedMs = askedMs, withinMs }: LoggedLookUp,
  { source, overdue }: FoundDay,
): boolean {
  if (source !== 'stale' || overdue) return false
  return end!.atMs >= startedMs + withinMs - 0.01 || witness.wasTroubled(startedMs, end!.atMs, ({ what }) => what === 'redis')
}

/** Starts claimed on the resources by what was applied by then and was not superseded until the end. */
function standing(
  { witness, booking }: World,
  resources: readonly string[],
  appliedByMs: number,
  { atMs: untilMs, found }: LookUpEnd,
): number[] {
  const lasts = new Map<string, Commit[]>()
  for (const commit of booking.commits) {
    const seen = (witness.appliedMs.get(`${commit.uid} ${commit.version}`) ?? Number.POSITIVE_INFINITY) <= appliedByMs
    // From the last that was applied on: each of them may be what the answer saw.
    if (seen) lasts.set(commit.uid, [commit])
    else if (commit.atMs <= untilMs) lasts.get(commit.uid)?.push(commit)
  }
  const holds = ({ resource, expiresAtMs }: Claim): boolean =>
    resources.includes(resource) && (expiresAtMs === 0 || expiresAtMs > found!.nowMs)
  const claimedIn = ({ claims }: Commit) => claims.filter(holds).map(({ fromMs }) => fromMs)
  return [...lasts.values()].flatMap(([first, ...later]) =>
    claimedIn(first!).filter((fromMs) => later.every((commit) => claimedIn(commit).includes(fromMs))),
  )
}
