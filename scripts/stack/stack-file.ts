import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tenant } from '@calbridge/contracts'
import type { Servers } from '@calbridge/devstack'
import { grpcAddresses, httpUrl, type Instance, SERVICE_NAMES } from './instances.ts'
import { HOOK_ID } from './salon.ts'
import type { Secrets } from './secrets.ts'
import type { Simulator } from './simulator.ts'

interface Parts {
  readonly servers: Servers
  readonly secrets: Secrets
  readonly instances: readonly Instance[]
  readonly pids: Readonly<Record<string, number>>
  readonly simulator: Simulator
  readonly tenant: Tenant
  readonly apiKey: string
}

const named = (rows: readonly { id: string; slug: string }[]): Record<string, string> =>
  Object.fromEntries(rows.map(({ slug, id }) => [slug, id]))

const describe = ({ servers, secrets, instances, pids, simulator, tenant, apiKey }: Parts) => ({
  gateway: httpUrl(instances),
  /** Addresses of every replica. */
  grpc: Object.fromEntries(SERVICE_NAMES.map((service) => [service, grpcAddresses(instances, service)])),
  metrics: Object.fromEntries(instances.map(({ name, metricsPort }) => [name, `http://127.0.0.1:${metricsPort}/metrics`])),
  simulator: simulator.url,
  kafkaBrokers: servers.kafkaBrokers,
  mysqlUrl: servers.mysqlUrl,
  redisUrl: servers.redisUrl,
  serviceToken: secrets.serviceToken,
  tenant: {
    id: tenant.id,
    slug: tenant.slug,
    apiKey,
    webhookSecret: secrets.webhookSecret,
    hookId: HOOK_ID,
    branches: named(tenant.branches),
    services: named(tenant.services),
    staff: named(tenant.staff),
    calcomKeys: Object.fromEntries(simulator.world.users.map(({ username, key }) => [username, key])),
  },
  pids,
})

/** What scripts, tests and benches need of a running stack. */
export type StackFile = ReturnType<typeof describe>

/** Writes `<dir>/stack.json`: readable by its owner alone, as it holds keys. */
export function writeStackFile(dir: string, parts: Parts): StackFile {
  const file = describe(parts)
  writeFileSync(join(dir, 'stack.json'), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  return file
}
