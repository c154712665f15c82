import type { Budget } from '@calbridge/calcom'
import type { Tenant } from '@calbridge/contracts'
import { AppError, silentLog } from '@calbridge/core'
import { Link, type LinkState, SimulatedProcess, type Simulation } from '@calbridge/simulation'
import type { ClaimStore } from '../application/claim-store.ts'
import { Deadline } from '../application/deadline.ts'
import { type FindDays, findDays } from '../application/look-up.ts'
import { makeReplica, type ReplicaOptions, type ReplicaSettings } from '../application/replica.ts'
import type { SlotStore } from '../application/slot-store.ts'
import { loadSlots } from '../calcom/load-slots.ts'
import type { Invalidation } from '../domain/first-level.ts'
import { onAppointmentEvent } from '../kafka/on-appointment-event.ts'
import { startSubscription } from '../redis/subscription.ts'
import type { MemoryCache } from '../testing/memory-cache.ts'
import { calcomClient } from './calcom-client.ts'
import type { ModelBooking } from './model-booking.ts'
import type { ModelCalcom } from './model-calcom.ts'
import { SimulatedNews } from './news-connection.ts'
import { losing } from './operations.ts'
import type { Witness } from './witness.ts'

/** Parts that a test puts in place of the right ones, to see that the guarantee they serve breaks. */
export interface Broken {
  readonly store?: (store: SlotStore) => SlotStore
  readonly replica?: (options: ReplicaOptions) => ReplicaOptions
  readonly find?: (find: FindDays) => FindDays
  readonly claims?: (claims: ClaimStore) => ClaimStore
  readonly hearChange?: (hear: (change: Invalidation) => void) => (change: Invalidation) => void
  readonly budget?: (budget: Budget) => Budget
  readonly deadlines?: (deadline: Deadline) => Deadline
}

export interface Surroundings {
  readonly simulation: Simulation
  readonly cache: MemoryCache
  readonly store: SlotStore
  readonly claims: ClaimStore
  readonly calcom: ModelCalcom
  readonly booking: ModelBooking
  readonly budget: Budget
  readonly witness: Witness
  readonly tenant: Tenant
  readonly broken: Broken
}

export const SILENCE_MS = 1_000
const REDIS_TIMEOUT_MS = 250

export const SETTINGS: ReplicaSettings = {
  firstLevelBytes: 2 ** 20,
  leaseMs: 2_000,
  loadTimeoutMs: 5_000,
  staleMs: 3_600_000,
  overdueMs: 60_000,
  spanDays: 3,
  suspiciousMs: 10_000,
  refreshPauseMs: 5_000,
  rebuildWaitMs: 300,
  rebuildPauseMs: 1_000,
}

const nothing = (): void => {}
const silentEvents = {
  led: nothing,
  joined: nothing,
  followed: nothing,
  tookOver: nothing,
  failed: nothing,
  superseded: nothing,
  suspiciousEmpty: nothing,
  loaded: nothing,
  falseEmpty: nothing,
}

export type ReplicaProcess = ReturnType<typeof startReplicaProcess>

/** A process with a replica of the cache, wired as the service does it: all that is simulated is behind its links and its clock. */
export function startReplicaProcess(surroundings: Surroundings, name: string) {
  const { simulation, cache, booking, witness, tenant, broken } = surroundings
  const process = new SimulatedProcess(simulation, name)
  const lost = (): AppError => {
    witness.troubled(process, 'redis')
    return new AppError('unavailable', 'the cache is out of reach', { reason: 'redis' })
  }
  const redis = new Link(simulation, process, {
    name: 'redis',
    delayMs: [0.2, 8],
    lostPerMille: losing(2, () => simulation.elapsedMs),
    timeoutMs: REDIS_TIMEOUT_MS,
    lost,
  })
  const down = () => new AppError('unavailable', 'booking is out of reach')
  const bookings = new Link(simulation, process, {
    name: 'booking',
    delayMs: [1, 40],
    lostPerMille: losing(10, () => simulation.elapsedMs),
    timeoutMs: 1_000,
    lost: down,
  })
  const news = new SimulatedNews(simulation, process, cache)
  const store = redis.reach(witness.watched(surroundings.store, process))
  const claimStore = redis.reach(surroundings.claims)
  const client = calcomClient(simulation, process, surroundings)

  const load = loadSlots({ findClient: () => client, timeoutMs: SETTINGS.loadTimeoutMs, onCall: nothing })

  const options: ReplicaOptions = {
    store: broken.store?.(store) ?? store,
    claimStore,
    loadSlots: witness.watchedLoads(load, process),
    listClaims: () => bookings.call('listClaims', async () => booking.listClaims()),
    clock: process.clock,
    random: simulation.random(`${name} jitter`),
    newsTrusted: () => subscription.trusted(),
    claimsCurrent: () => true,
    stopped: new AbortController().signal,
    settings: SETTINGS,
    events: silentEvents,
    onRebuild: nothing,
  }
  const replica = makeReplica(broken.replica?.(options) ?? options)
  const subscription = startSubscription(
    {
      redis: news,
      clock: process.clock,
      log: silentLog,
      silenceMs: SILENCE_MS,
      onChange: broken.hearChange?.((change) => replica.hearChange(change)) ?? ((change) => replica.hearChange(change)),
      onLoad: ({ ids, ...loaded }) => replica.hearLoad(ids, loaded),
      onBreak: () => replica.distrust(),
    },
    { defer: nothing, fail: (error) => simulation.fail(error) },
  )
  const find = broken.find?.(findDays(replica.collect)) ?? findDays(replica.collect)
  const directory = { tenant: () => tenant }
  return {
    process,
    news,
    find,
    deadline: (withinMs: number) => {
      const deadline = new Deadline(process.clock, withinMs)
      return broken.deadlines?.(deadline) ?? deadline
    },
    onEvent: onAppointmentEvent({ directory, claims: claimStore, onApplied: nothing, now: () => process.clock.now() }),
    setRedis: (state: LinkState) => {
      redis.state = state
    },
  }
}
