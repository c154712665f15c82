import { AppError } from '@calbridge/core'
import { manualClock } from '@calbridge/testkit'
import { Deadline } from '../application/deadline.ts'
import type { LoadEvents } from '../application/loads.ts'
import type { LoadKind, Wanted } from '../application/query.ts'
import { makeReplica, type Replica, type ReplicaSettings } from '../application/replica.ts'
import { unitOf } from '../domain/testing.ts'
import { dayStartMs, type EpochDay, epochDay } from '../domain/utc-day.ts'
import { MemoryCache } from './memory-cache.ts'
import { memoryClaimStore } from './memory-claim-store.ts'
import { memorySlotStore } from './memory-slot-store.ts'

const SETTINGS: ReplicaSettings = {
  firstLevelBytes: 2 ** 20,
  leaseMs: 2_000,
  loadTimeoutMs: 10_000,
  staleMs: 3_600_000,
  overdueMs: 60_000,
  spanDays: 1,
  suspiciousMs: 10_000,
  refreshPauseMs: 5_000,
  rebuildWaitMs: 300,
  rebuildPauseMs: 1_000,
}
const TTL_MS = 86_400_000

export interface Call {
  readonly kind: LoadKind
  readonly firstDay: EpochDay
  readonly lastDay: EpochDay
}

/** Replicas of the cache over one memory and one Cal.com, on a clock that stands until the test moves it. */
export function startReplicas({ count = 2, settings }: { readonly count?: number; readonly settings?: Partial<ReplicaSettings> } = {}) {
  const clock = manualClock()
  const shared = new MemoryCache(clock)
  const times = { versionTtlMs: TTL_MS, settleMs: 2_500, guardTtlMs: TTL_MS, rebuildMs: 1_000 }
  const store = memorySlotStore(shared, { leaseMs: SETTINGS.leaseMs, staleMs: SETTINGS.staleMs, versionTtlMs: TTL_MS })
  const claims = memoryClaimStore(shared, times)
  const unit = unitOf()
  const calcom = {
    calls: [] as Call[],
    /** Hours of each day at which something is free. */
    hours: [9, 10, 11, 12, 13, 14] as readonly number[],
    /** What a call waits for before it is answered; a failure of it is the call's. */
    before: async (_call: Call): Promise<void> => {},
  }
  const counted = new Map<string, number>()
  const count1 = (name: string, more = 1) => void counted.set(name, (counted.get(name) ?? 0) + more)
  const events: LoadEvents = {
    led(days, beside) {
      count1('led', days)
      count1('taken along', beside)
    },
    joined: (days) => count1('joined', days),
    followed: (days) => count1('followed', days),
    tookOver: (days) => count1('took over', days),
    failed: (reason) => count1(`failed: ${reason}`),
    superseded: () => count1('superseded'),
    suspiciousEmpty: () => count1('suspicious'),
    loaded: (_tenant, days) => count1('loaded', days),
    falseEmpty: (_tenant, marked) => count1(marked ? 'false empty, marked' : 'false empty'),
  }
  const cutOff = new Set<number>()
  const counting: typeof store = {
    ...store,
    read: (...args) => {
      count1('read')
      return store.read(...args)
    },
  }
  const replica = (index: number): Replica => {
    const made = makeReplica({
      store: { ...counting, renew: async (...args) => (cutOff.has(index) ? undefined : store.renew(...args)) },
      claimStore: claims,
      loadSlots: async (_unit, firstDay, lastDay, kind) => {
        const { hours } = calcom
        calcom.calls.push({ kind, firstDay, lastDay })
        await calcom.before({ kind, firstDay, lastDay })
        return (day) => hours.map((hour) => dayStartMs(day) / 1_000 + hour * 3_600)
      },
      listClaims: async () => [],
      clock,
      random: () => 0,
      newsTrusted: () => true,
      claimsCurrent: () => true,
      stopped: new AbortController().signal,
      settings: { ...SETTINGS, ...settings },
      events,
      onRebuild: () => {},
    })
    shared.subscribe((news) => (news.kind === 'change' ? made.hearChange(news) : made.hearLoad(news.ids, news)))
    return made
  }
  const all = Array.from({ length: count }, (_, index) => replica(index))
  const day = epochDay(clock.now()) + 2
  const wanted: Wanted = { units: [unit], days: [day], freshness: 'cached', maxAgeMs: 0 }
  let version = 0
  return {
    clock,
    calcom,
    counted,
    unit,
    day,
    replicas: all,
    /** Looks the day up, and gives what was found and how it failed. */
    ask: async (index = 0, changes: Partial<Wanted> = {}, withinMs = 1_500) => {
      const { found, failure, ...rest } = await all[index]!.collect({ ...wanted, ...changes }, new Deadline(clock, withinMs))
      return {
        ...rest,
        failure,
        days: found.map(({ cached, source, overdue }) => ({ ...cached.entry, source, overdue: overdue === true })),
      }
    },
    /** The replica renews no lease any more, as if it hung. */
    cut: (index: number) => void cutOff.add(index),
    /** A change of the resource's day that claims do not explain. */
    bump: async ({ on = day, settles = false } = {}) => {
      const bumps = [{ resource: unit.resources[0]!, day: on, settles }]
      await claims.apply({ tenant: unit.tenant, appointmentUid: 'a', version: ++version, claimsBefore: [], claims: [], bumps })
    },
  }
}

export const noSpareBudget = () => new AppError('resource_exhausted', 'there is no budget to spare', { reason: 'no_spare_budget' })

/** Holds whoever waits for it until it is opened. */
export function gate() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  promise.catch(() => {}) // whoever waits is told
  return { opened: promise, open: resolve, fail: reject }
}
