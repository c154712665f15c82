import type { Clock, Log, Scope } from '@calbridge/core'
import { connectRedis } from '@calbridge/redis'
import type { Arrivals } from './application/arrivals.ts'
import type { LoadNews, LoadSlots } from './application/loads.ts'
import { findDays } from './application/look-up.ts'
import type { ListClaims } from './application/rebuild-claims.ts'
import { makeReplica } from './application/replica.ts'
import { countServed, type Served } from './application/served.ts'
import type { Config } from './config.ts'
import { gauges, metrics } from './metrics.ts'
import { redisClaimStore } from './redis/claim-store.ts'
import { redisSlotStore } from './redis/slot-store.ts'
import { startSubscription } from './redis/subscription.ts'

export interface CacheDeps {
  readonly loadSlots: LoadSlots
  readonly listClaims: ListClaims
  /** False while the projection of claims is too far behind. */
  readonly claimsCurrent: () => boolean
  /** Told of what was loaded beside slots. */
  readonly factNews: Arrivals<LoadNews>
  /** Told of look-ups that found something a warm-up had loaded. */
  readonly served: Pick<Served, 'add'>
  readonly clock: Clock
  readonly log: Log
}

/** The cache over Redis: its connections, and the news between processes. */
export async function startCache({ redis: at, cache, claims }: Config, deps: CacheDeps, scope: Scope) {
  const { clock, log } = deps
  const connection = { redis: await connectRedis({ url: at.url, log }, scope), timeoutMs: at.commandTimeoutMs }
  const newsConnection = await connectRedis({ url: at.url, log, resubscribe: false }, scope)
  const claimStore = redisClaimStore({ connection, ...cache, ...claims })
  const stop = new AbortController()
  scope.defer('loads ahead of need', () => stop.abort())

  const replica = makeReplica({
    store: redisSlotStore({ connection, ...cache, onCorrupt: metrics.corrupt }),
    claimStore,
    ...deps,
    random: Math.random,
    newsTrusted: () => subscription.trusted(),
    stopped: stop.signal,
    settings: { ...cache, ...claims },
    events: metrics.loads,
    onRebuild: metrics.rebuilt,
  })
  const subscription = startSubscription(
    {
      redis: newsConnection,
      clock,
      log,
      silenceMs: at.silenceMs,
      onChange(change, publishedMs) {
        replica.hearChange(change)
        if (publishedMs !== undefined) metrics.heard(replica.clock.now() - publishedMs)
      },
      onLoad: ({ ids, ...news }) => {
        replica.hearLoad(ids, news)
        for (const id of ids) deps.factNews.tell(id, news)
      },
      onBreak: () => {
        replica.distrust()
        metrics.broke()
      },
    },
    scope,
  )
  gauges({ firstLevelBytes: () => replica.firstLevel.sizeBytes, trusted: () => subscription.trusted() })
  const collect = countServed(replica.collect, deps.served)
  return { collect, find: findDays(collect), claims: claimStore }
}
