import { randomUUID } from 'node:crypto'
import type { Tenant } from '@calbridge/contracts'
import type { Clock, Log, Scope } from '@calbridge/core'
import { type Directory, offersOfEventType } from '@calbridge/directory'
import { connectRedis } from '@calbridge/redis'
import type { CollectDays } from './application/look-up.ts'
import type { Served } from './application/served.ts'
import type { unitResolver } from './application/units.ts'
import { goOnWithWarmUp, type ListDemand } from './application/warm-up.ts'
import type { WarmUpStore } from './application/warm-up-store.ts'
import { WarmUps } from './application/warm-ups.ts'
import type { Config } from './config.ts'
import type { SlotUnit } from './domain/slot-unit.ts'
import { metrics } from './metrics.ts'
import { redisWarmUpStore } from './redis/warm-up-store.ts'

export interface WarmUpDeps {
  readonly directory: Pick<Directory, 'tenant' | 'tenants'>
  readonly resolveUnits: ReturnType<typeof unitResolver>
  readonly collect: CollectDays
  readonly listDemand: ListDemand
  readonly served: Served
  readonly clock: Clock
  readonly log: Log
}

/** The wiring of warm-ups: a loop that begins and takes over, and one that tells what they saved. */
export async function startWarmUps(
  { redis, warmUp: options, cache }: Config,
  { directory, resolveUnits, collect, listDemand, served, clock, log }: WarmUpDeps,
  scope: Scope,
): Promise<{ readonly start: WarmUps['start']; readonly find: WarmUpStore['find'] }> {
  const connection = { redis: await connectRedis({ url: redis.url, log }, scope), timeoutMs: redis.commandTimeoutMs }
  const store = redisWarmUpStore({ connection, ...options })
  const stop = new AbortController()
  const unitsOf = (id: string, eventTypeId: string): readonly SlotUnit[] => {
    const tenant = directory.tenant(id)
    return tenant && offersOfEventType(tenant, eventTypeId).length > 0 ? resolveUnits(tenant, { ...ANY, eventTypeId }) : []
  }
  const goOn = goOnWithWarmUp({
    store,
    listDemand,
    unitsOf,
    collect,
    clock,
    stopped: stop.signal,
    loadMs: cache.loadTimeoutMs,
    ...options,
    onRun: metrics.warmedUp,
  })
  const tenants = () =>
    directory
      .tenants()
      .filter(hasSomethingToWarm)
      .map(({ id }) => id)
  const warmUps = new WarmUps({ store, goOn, tenants, clock, newRunId: randomUUID, stopped: stop.signal, ...options })
  const running = [warmUps.watch(), served.tellUntil(stop.signal, store, clock, options.tellMs)]
  scope.defer('warm-ups', async () => {
    stop.abort()
    await Promise.all(running)
  })
  return { start: (tenant, wish) => warmUps.start(tenant, wish), find: store.find }
}

const hasSomethingToWarm = ({ active, eventMap }: Tenant): boolean => active && eventMap.length > 0

const ANY = { serviceId: '', branchId: '', staffId: '', segmentKey: '', durationMin: 0 }
