import { memoryBudget } from '@calbridge/calcom'
import type { AppointmentEvent } from '@calbridge/contracts'
import { type LinkState, Simulation, type Trace } from '@calbridge/simulation'
import { unitResolver } from '../application/units.ts'
import { epochDay } from '../domain/utc-day.ts'
import { MemoryCache } from '../testing/memory-cache.ts'
import { memoryClaimStore } from '../testing/memory-claim-store.ts'
import { memorySlotStore } from '../testing/memory-slot-store.ts'
import { BRANCH, SERVICE, STAFF, testTenant } from '../testing/tenant.ts'
import { Deliveries } from './deliveries.ts'
import { ModelBooking } from './model-booking.ts'
import { ModelCalcom } from './model-calcom.ts'
import { PROCESSES } from './operations.ts'
import { type Broken, type ReplicaProcess, SETTINGS, type Surroundings, startReplicaProcess } from './replica-process.ts'
import { SETTLE_MS, Witness } from './witness.ts'

const TTL_MS = 86_400_000

/** Small, so that it is short often. */
export const BUDGET = { windowCap: 12, windowMs: 4_000, burstCap: 4, burstMs: 300, interactiveReserve: 3, permitMs: 100 }

const EVENT_TYPES = { anna: '101', ben: '102' }
export const HOSTS = [
  { staffId: STAFF.anna, eventTypeId: EVENT_TYPES.anna },
  { staffId: STAFF.ben, eventTypeId: EVENT_TYPES.ben },
] as const

const tenant = testTenant({ id: '7', baseUrl: 'http://calcom.invalid', calcomKey: 'cal_test', eventTypes: EVENT_TYPES })
const asked = { eventTypeId: '', serviceId: '', branchId: '', staffId: '', segmentKey: '', durationMin: 0 }

export type World = ReturnType<typeof startWorld>

/** Processes of the service around one shared cache, one booking and one Cal.com, in which chance and `broken` parts do what they do. */
export function startWorld(seed: number, trace: Trace, broken: Broken = {}) {
  const simulation = new Simulation({ seed, trace })
  const cache = new MemoryCache(simulation.clock)
  const witness = new Witness(simulation, cache)
  const calcom = new ModelCalcom(simulation)
  const budget = memoryBudget({ clock: simulation.clock, limits: BUDGET })
  const times = { versionTtlMs: TTL_MS, settleMs: SETTLE_MS, guardTtlMs: TTL_MS, rebuildMs: 1_500 }
  const claims = memoryClaimStore(cache, times)
  const processes: ReplicaProcess[] = []
  const deliveries = new Deliveries(simulation, () => processes)
  const publish = (event: AppointmentEvent) => deliveries.publish(event)
  const surroundings: Surroundings = {
    simulation,
    cache,
    witness,
    calcom,
    broken,
    tenant,
    claims: witness.watchedClaims(broken.claims?.(claims) ?? claims),
    store: memorySlotStore(cache, { ...SETTINGS, versionTtlMs: TTL_MS }),
    booking: new ModelBooking({ simulation, calcom, tenant: tenant.id, publish }),
    budget: broken.budget?.(budget) ?? budget,
  }
  let started = 0
  let redis: { readonly state: LinkState; readonly untilMs: number } = { state: 'up', untilMs: 0 }
  const redisState = (): LinkState => (simulation.elapsedMs < redis.untilMs ? redis.state : 'up')
  const start = (): ReplicaProcess => {
    const process = startReplicaProcess(surroundings, `p${++started}`)
    process.setRedis(redisState())
    if (redisState() !== 'up') process.news.silence()
    return process
  }
  processes.push(...Array.from({ length: PROCESSES }, start))
  const resolve = unitResolver()

  return {
    ...surroundings,
    processes,
    /** In place of one that was killed. */
    restart: (index: number) => {
      processes[index] = start()
    },
    redisDown: (state: LinkState, forMs: number) => {
      const untilMs = Math.max(redis.untilMs, simulation.elapsedMs + forMs)
      redis = { state, untilMs }
      const tell = () => {
        for (const process of processes) process.setRedis(redisState())
      }
      tell()
      simulation.after(untilMs - simulation.elapsedMs, tell)
    },
    firstDay: epochDay(simulation.clock.now()) + 2,
    /** Of a host, or of both: what a look-up of them asks for. */
    unitsOf: (host: number) => {
      const only = HOSTS[host]
      return resolve(tenant, only ? { ...asked, eventTypeId: only.eventTypeId } : { ...asked, serviceId: SERVICE, branchId: BRANCH })
    },
  }
}
