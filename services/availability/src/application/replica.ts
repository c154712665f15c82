import type { Clock } from '@calbridge/core'
import { FirstLevel, type Invalidation } from '../domain/first-level.ts'
import { Arrivals } from './arrivals.ts'
import type { ClaimStore } from './claim-store.ts'
import { Deadline } from './deadline.ts'
import { type LoadEvents, type LoadNews, type LoadSlots, Loads } from './loads.ts'
import { type CollectDays, collectDays } from './look-up.ts'
import { NextRun } from './next-run.ts'
import { type ListClaims, type RebuildOptions, rebuildClaims } from './rebuild-claims.ts'
import { Refreshes } from './refreshes.ts'
import { SharedClock } from './shared-clock.ts'
import type { SlotStore } from './slot-store.ts'

export interface ReplicaOptions {
  readonly store: SlotStore
  readonly claimStore: ClaimStore
  readonly loadSlots: LoadSlots
  readonly listClaims: ListClaims
  readonly clock: Clock
  readonly random: () => number
  /** False while news of other processes may be missing or late. */
  readonly newsTrusted: () => boolean
  /** False while the projection of claims is too far behind. */
  readonly claimsCurrent: () => boolean
  readonly stopped: AbortSignal
  readonly settings: ReplicaSettings
  readonly events: LoadEvents
  readonly onRebuild: RebuildOptions['onRebuild']
}

export interface ReplicaSettings {
  readonly firstLevelBytes: number
  readonly leaseMs: number
  readonly loadTimeoutMs: number
  readonly staleMs: number
  readonly overdueMs: number
  readonly spanDays: number
  readonly suspiciousMs: number
  readonly refreshPauseMs: number
  readonly rebuildWaitMs: number
  readonly rebuildPauseMs: number
}

/** One process's part of the cache, over what all processes share: everything but the connections. */
export interface Replica {
  readonly collect: CollectDays
  readonly firstLevel: FirstLevel
  readonly loads: Loads
  readonly refreshes: Refreshes
  /** Redis' time, as last heard. */
  readonly clock: SharedClock
  hearChange(change: Invalidation): void
  hearLoad(ids: readonly string[], news: LoadNews): void
  /** News may have been lost. */
  distrust(): void
}

export function makeReplica(options: ReplicaOptions): Replica {
  const { store, claimStore, loadSlots, listClaims, newsTrusted, claimsCurrent, stopped, settings, onRebuild } = options
  const firstLevel = new FirstLevel({ maxBytes: settings.firstLevelBytes, trusted: newsTrusted })
  const arrivals = new Arrivals<LoadNews>()
  const rebuilt = new Arrivals<void>()
  const clock = new SharedClock(options.clock)
  const loads = new Loads({ ...options, ...settings, arrivals, mark: () => firstLevel.mark() })
  const refreshes = new Refreshes({
    load: async ({ unit, days, kind }) => {
      const wanted = { units: [unit], days, freshness: 'cached', maxAgeMs: 0, load: kind } as const
      return (await collect(wanted, new Deadline(clock, settings.loadTimeoutMs))).failure
    },
    clock,
    suspiciousMs: settings.suspiciousMs,
    pauseMs: settings.refreshPauseMs,
    stopped,
  })
  const collect = collectDays({
    ...settings,
    firstLevel,
    store,
    runs: new NextRun(),
    loads,
    offline: { load: loadSlots, runs: new NextRun(), firstLevel, clock },
    rebuildClaims: rebuildClaims({ store: claimStore, listClaims, rebuilt, clock, pauseMs: settings.rebuildPauseMs, onRebuild }),
    clock,
    refresh: (due) => refreshes.start(due),
    claimsCurrent,
  })
  return {
    collect,
    firstLevel,
    loads,
    refreshes,
    clock,
    hearChange(change) {
      firstLevel.invalidate(change)
      if (change.rebuilt) rebuilt.tell(change.tenant)
    },
    hearLoad(ids, news) {
      for (const id of ids) arrivals.tell(id, news)
    },
    distrust: () => firstLevel.distrust(),
  }
}
