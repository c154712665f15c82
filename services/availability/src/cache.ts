import type { Clock, Log, Scope } from '@calbridge/core'
import { connectRedis } from '@calbridge/redis'
import { Arrivals } from './application/arrivals.ts'
import { type LoadNews, type LoadSlots, Loads } from './application/loads.ts'
import { collectDays, findDays } from './application/look-up.ts'
import { NextRun } from './application/next-run.ts'
import { type ListClaims, rebuildClaims } from './application/rebuild-claims.ts'
import { SharedClock } from './application/shared-clock.ts'
import type { Config } from './config.ts'
import { FirstLevel } from './domain/first-level.ts'
import { gauges, metrics } from './metrics.ts'
import { redisClaimStore } from './redis/claim-store.ts'
import { redisSlotStore } from './redis/slot-store.ts'
import { startSubscription } from './redis/subscription.ts'

export interface CacheDeps {
  readonly loadSlots: LoadSlots
  readonly listClaims: ListClaims
  readonly clock: Clock
  readonly log: Log
}

/** The cache's wiring: both levels, the news between processes, loads, and claims. */
export async function startCache({ redis: at, cache, claims }: Config, { loadSlots, listClaims, clock, log }: CacheDeps, scope: Scope) {
  const connection = { redis: await connectRedis({ url: at.url, log }, scope), timeoutMs: at.commandTimeoutMs }
  const newsConnection = await connectRedis({ url: at.url, log, resubscribe: false }, scope)

  const arrivals = new Arrivals<LoadNews>()
  const rebuilt = new Arrivals<void>()
  const firstLevel: FirstLevel = new FirstLevel({ maxBytes: cache.firstLevelBytes, trusted: () => subscription.trusted() })
  const subscription = startSubscription(
    {
      redis: newsConnection,
      clock,
      log,
      silenceMs: at.silenceMs,
      onChange: (change) => {
        firstLevel.invalidate(change)
        if (change.rebuilt) rebuilt.tell(change.tenant)
      },
      onLoad: ({ ids, ...news }) => {
        for (const id of ids) arrivals.tell(id, news)
      },
      onBreak: () => {
        firstLevel.distrust()
        metrics.broke()
      },
    },
    scope,
  )
  gauges({ firstLevelBytes: () => firstLevel.sizeBytes, trusted: () => subscription.trusted() })

  const store = redisSlotStore({ connection, ...cache, onCorrupt: metrics.corrupt })
  const claimStore = redisClaimStore({ connection, ...cache, ...claims })
  const collect = collectDays({
    firstLevel,
    store,
    reads: new NextRun(),
    loads: new Loads({
      store,
      loadSlots,
      arrivals,
      clock,
      random: Math.random,
      leaseMs: cache.leaseMs,
      newsTrusted: () => subscription.trusted(),
      mark: () => firstLevel.mark(),
      events: metrics.loads,
    }),
    offline: { load: loadSlots, runs: new NextRun() },
    rebuildClaims: rebuildClaims({
      store: claimStore,
      listClaims,
      rebuilt,
      clock,
      pauseMs: claims.rebuildPauseMs,
      onRebuild: metrics.rebuilt,
    }),
    clock: new SharedClock(clock),
    staleMs: cache.staleMs,
    rebuildWaitMs: claims.rebuildWaitMs,
  })
  return { collect, find: findDays(collect), claims: claimStore }
}
