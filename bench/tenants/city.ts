import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createKeyring } from '@calbridge/calcom'
import { GetSlotsRequest, Origin, topics } from '@calbridge/contracts'
import { freePort, type Servers, startService } from '@calbridge/devstack'
import { connectKafka, ensureTopics, startPublisher } from '@calbridge/kafka'
import { Metadata } from '@grpc/grpc-js'
import type { Secrets } from '../../scripts/stack/secrets.ts'
import type { BenchContext } from '../bench.ts'
import { rawConnection } from '../load/raw-client.ts'
import { GET_SLOTS } from '../look-up.ts'
import { residentMb } from '../process-numbers.ts'
import { progress } from '../progress.ts'
import { bulkTenant } from './bulk-tenant.ts'
import { publishTenants } from './publish.ts'

/** What cities share. */
export interface Ground {
  readonly servers: Servers
  readonly secrets: Secrets
  /** A Cal.com for all, and a booking that knows no claims. */
  readonly calcomUrl: string
  readonly booking: string
}

/** So many tenants in a directory topic and a Redis database of their own, and one process of availability that knows them. */
export interface City {
  readonly count: number
  readonly pid: number
  readonly metricsUrl: string
  /** From exec until it has read them all. */
  readonly readyS: number
  /** Resident then, MB. */
  readonly readyMb: number
  /** Looks a day up of the n-th tenant. */
  lookUp(n: number): Promise<Buffer>
}

const SERVICE = join(import.meta.dirname, '../../services/availability')
const PARTITIONS = 6
const READY_MS = 300_000
const DAY_MS = 86_400_000
// Days further away than a week live for ten minutes.
const DAYS_AHEAD = 10

export async function buildCity(ground: Ground, place: { count: number; database: number }, context: BenchContext): Promise<City> {
  const { servers, secrets, calcomUrl } = ground
  const { count, database } = place
  const { dir, log, scope } = context
  const prefix = `city-${count}.`
  const kafka = connectKafka({ brokers: servers.kafkaBrokers, clientId: 'bench', topicPrefix: prefix })
  await ensureTopics(kafka, Object.values(topics), { partitions: PARTITIONS })
  const keyring = createKeyring(secrets.keyEncryptionKeys)
  const idOf = (n: number): string => String(database * 1_000_000 + n + 1)
  const tenantOf = (n: number) => bulkTenant(idOf(n), calcomUrl, keyring)
  const folder = join(dir, 'state')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `tenants-${count}`)
  const told = progress(log, `P9, ${count} tenants`)
  await publishTenants(await startPublisher(kafka, scope), { count, file, tenantOf, progress: told })

  const [grpcPort, metricsPort] = [await freePort(), await freePort()]
  const begunMs = performance.now()
  const env = {
    HOST: '127.0.0.1',
    GRPC_PORT: String(grpcPort),
    METRICS_PORT: String(metricsPort),
    KAFKA_BROKERS: servers.kafkaBrokers.join(','),
    KAFKA_TOPIC_PREFIX: prefix,
    MYSQL_URL: servers.mysqlUrl,
    REDIS_URL: `${servers.redisUrl}/${database}`,
    SERVICE_TOKEN: secrets.serviceToken,
    KEY_ENCRYPTION_KEYS: secrets.keyEncryptionKeys,
    BOOKING_GRPC: ground.booking,
    CALCOM_FIRST_USE: 'ready',
  }
  const readyUrl = `http://127.0.0.1:${metricsPort}/readyz`
  const service = await startService({ name: `city-${count}`, folder: SERVICE, dir, env, readyUrl, readyMs: READY_MS, log }, scope)
  const readyS = (performance.now() - begunMs) / 1_000
  const call = rawConnection(`127.0.0.1:${grpcPort}`, GET_SLOTS, scope)
  const known = new Map<number, readonly [Buffer, Metadata]>()
  const lookUpOf = (n: number): readonly [Buffer, Metadata] => {
    const tenant = tenantOf(n)
    const headers = { authorization: `Bearer ${secrets.serviceToken}`, 'x-calbridge-tenant': tenant.id }
    return [requestOf(tenant), Metadata.fromHttp2Headers(headers)]
  }
  return {
    count,
    pid: service.pid,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    readyS,
    readyMb: residentMb(service.pid),
    lookUp(n) {
      const lookUp = known.get(n) ?? lookUpOf(n)
      known.set(n, lookUp)
      return call(...lookUp)
    },
  }
}

function requestOf({ id, eventMap }: ReturnType<typeof bulkTenant>): Buffer {
  const {
    serviceId = '',
    branchId = '',
    staffId = '',
  } = eventMap.find((mapping) => mapping.staffId !== '' && mapping.segmentKey === '') ?? {}
  const fromMs = (Math.floor(Date.now() / DAY_MS) + DAYS_AHEAD) * DAY_MS
  const context = { tenant: id, origin: Origin.ORIGIN_API }
  const request = GetSlotsRequest.fromPartial({ context, serviceId, branchId, staffId, fromMs, toMs: fromMs + DAY_MS - 1 })
  return Buffer.from(GetSlotsRequest.encode(request).finish())
}
