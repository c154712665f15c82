// biome-ignore-all lint/plugin: the cache’s own interface is measured, which only the service has
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog, systemClock } from '@calbridge/core'
import { Arrivals } from '../../services/availability/src/application/arrivals.ts'
import { Deadline } from '../../services/availability/src/application/deadline.ts'
import type { LoadNews } from '../../services/availability/src/application/loads.ts'
import { type AnswerSlots, lookUp } from '../../services/availability/src/application/look-up.ts'
import type { Freshness, Query } from '../../services/availability/src/application/query.ts'
import { startCache } from '../../services/availability/src/cache.ts'
import { loadConfig } from '../../services/availability/src/config.ts'
import { slotUnit } from '../../services/availability/src/domain/slot-unit.ts'
import { machineMs } from '../clock.ts'
import { serveParent } from './parent.ts'

// availability's cache as it is wired in the service, without the gRPC in front of it and the Cal.com client behind it.

export type CacheCommand =
  | { readonly redisUrl: string; readonly upstreamMs: number }
  | ({ readonly callers: number } & Place)
  | ({ readonly watch: true } & Place)

/** A UTC day of the one event type there is. */
interface Place {
  readonly tenant: string
  readonly fromMs: number
}

/** Times are those of `machineMs`. */
export interface Stampede {
  readonly lastAnswerMs: number
  readonly loadsEndedMs: readonly number[]
}

const DAY_MS = 86_400_000
/** Whose versions the event type's days have. */
export const HOST = 'staff:anna'
const UNUSED = { SERVICE_TOKEN: '-', KEY_ENCRYPTION_KEYS: '-', BOOKING_GRPC: '-', KAFKA_BROKERS: '-', MYSQL_URL: '-' }

let answer: AnswerSlots
let loadsEndedMs: number[] = []

async function start({ redisUrl, upstreamMs }: { redisUrl: string; upstreamMs: number }): Promise<object> {
  const starts = (day: number) => Array.from({ length: 36 }, (_, n) => day * 86_400 + 32_400 + n * 900)
  const loadSlots = async () => {
    await sleep(upstreamMs)
    loadsEndedMs.push(machineMs())
    return starts
  }
  const scope = { defer: () => {}, fail: (error: unknown) => Promise.reject(error) }
  const deps = {
    loadSlots,
    listClaims: async () => [],
    claimsCurrent: () => true,
    served: { add: () => {} },
    factNews: new Arrivals<LoadNews>(),
    clock: systemClock,
    log: silentLog,
  }
  const cache = await startCache(loadConfig({ ...UNUSED, REDIS_URL: redisUrl }), deps, scope)
  answer = lookUp(cache.find)
  return {}
}

function queryOf({ tenant, fromMs }: Place, freshness: Freshness): Query {
  const unit = slotUnit({
    tenant,
    eventTypeId: '1',
    credentialId: 'c1',
    staffId: 'anna',
    durationMin: 15,
    askedDurationMin: undefined,
    resources: [HOST],
    capacity: 1,
    bufferBeforeMs: 0,
    bufferAfterMs: 0,
    noticeMs: 0,
    seated: false,
  })
  return { units: [unit], range: { fromMs, toMs: fromMs + DAY_MS - 1 }, freshness, maxAgeMs: 0, holder: '' }
}

async function stampede({ callers, ...place }: { callers: number } & Place): Promise<Stampede> {
  loadsEndedMs = []
  const query = queryOf(place, 'cached')
  const answers = Array.from({ length: callers }, async () => {
    await answer(query, new Deadline(systemClock, 20_000))
    return machineMs()
  })
  return { lastAnswerMs: Math.max(...(await Promise.all(answers))), loadsEndedMs }
}

export interface Watched {
  /** Nothing when there was no copy to begin with. */
  readonly outdatedMs: number | undefined
}

/** When its own copy was first not given any more; looks every millisecond. */
async function watch(place: Place): Promise<Watched> {
  const query = queryOf(place, 'cache_only')
  const isOwn = async () => (await answer(query, new Deadline(systemClock, 20_000))).source === 'l1'
  if (!(await isOwn())) return { outdatedMs: undefined }
  while (await isOwn()) await sleep(1)
  return { outdatedMs: machineMs() }
}

serveParent((command: CacheCommand) => {
  if ('redisUrl' in command) return start(command)
  return 'watch' in command ? watch(command) : stampede(command)
})
