import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { topics } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { type Log, openStack, type Servers, seconds, startServers, startService } from '@calbridge/devstack'
import { connectKafka, ensureTopics } from '@calbridge/kafka'
import { migrateAll } from '@calbridge/mysql'
import { grpcAddresses, httpUrl, type Instance, planInstances, SERVICE_NAMES, type ServiceName } from './instances.ts'
import { knownEverywhere } from './known-everywhere.ts'
import { HOOK_ID, salonHere, salonInCalcom } from './salon.ts'
import { type Secrets, secretsOf } from './secrets.ts'
import { serviceEnv } from './service-env.ts'
import { pointWebhooksTo, startSimulator } from './simulator.ts'
import { type StackFile, writeStackFile } from './stack-file.ts'
import { applyTenant } from './tenant.ts'
import { declareKeysUnused } from './unused-keys.ts'

const ROOT = join(import.meta.dirname, '../..')

export interface StackOptions {
  /** Data, logs, secrets and `stack.json`. */
  readonly dir: string
  readonly fresh: boolean
  readonly replicas: ReadonlyMap<ServiceName, number>
  readonly logLevel?: string
  readonly log: Log
}

/** Brings everything up: servers, Cal.com simulator, schema, topics, services, and the demo tenant. Stops with the scope. */
export async function startStack({ dir, fresh, replicas, logLevel = 'info', log }: StackOptions, scope: Scope): Promise<StackFile> {
  const begun = performance.now()
  await openStack(dir, log, scope)
  const state = stateFolder(dir, fresh)
  const servers = await startServers({ dir, fresh, log }, scope)
  const secrets = secretsOf(state)
  const instances = await planInstances(replicas)
  const webhookUrl = `${httpUrl(instances)}/api/calcom/webhook/${HOOK_ID}`

  const [simulator] = await Promise.all([
    startSimulator({ dir, state }, salonInCalcom(webhookUrl, secrets.webhookSecret), log, scope),
    prepareSchema(servers, log),
    prepareTopics(servers),
  ])
  const pids = await startServices({ servers, secrets, instances, logLevel }, dir, log, scope)
  await pointWebhooksTo(simulator, webhookUrl)
  const request = salonHere(simulator.world, simulator.url, secrets.webhookSecret)
  const { tenant, apiKey } = await applyTenant(
    { state, addresses: grpcAddresses(instances, 'gateway'), serviceToken: secrets.serviceToken, request },
    scope,
  )
  await declareKeysUnused(servers.redisUrl, tenant)
  await knownEverywhere(httpUrl(instances), tenant, apiKey)
  log(`everything is up after ${seconds(performance.now() - begun)}`)
  return writeStackFile(dir, {
    servers,
    secrets,
    instances,
    pids: { ...servers.pids, 'calcom-sim': simulator.pid, ...pids },
    simulator,
    tenant,
    apiKey,
  })
}

/** What must live and go with the servers' data: secrets, the simulated Cal.com, the demo tenant's key. */
export function stateFolder(dir: string, fresh = false): string {
  const folder = join(dir, 'state')
  if (fresh) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

async function prepareSchema({ mysqlUrl }: Servers, log: Log): Promise<void> {
  const folders = SERVICE_NAMES.map((name) => join(ROOT, 'services', name, 'migrations'))
  const { applied, standing } = await migrateAll(mysqlUrl, folders)
  log(`schema: ${applied.length} migrations applied, ${standing} stood`)
}

// More than one, so that what depends on the order over partitions shows on one machine too.
const PARTITIONS = 6

const prepareTopics = ({ kafkaBrokers }: Servers): Promise<void> =>
  ensureTopics(connectKafka({ brokers: kafkaBrokers, clientId: 'stack' }), Object.values(topics), { partitions: PARTITIONS })

interface ServicesOptions {
  readonly servers: Servers
  readonly secrets: Secrets
  readonly instances: readonly Instance[]
  readonly logLevel: string
}

async function startServices(options: ServicesOptions, dir: string, log: Log, scope: Scope): Promise<Record<string, number>> {
  log(`starting ${options.instances.map(({ name }) => name).join(', ')}`)
  const started = await Promise.all(
    options.instances.map(async (instance) => {
      const service = await startService(
        {
          name: instance.name,
          folder: join(ROOT, 'services', instance.service),
          dir,
          env: serviceEnv(instance, options),
          readyUrl: `http://127.0.0.1:${instance.metricsPort}/readyz`,
          log,
        },
        scope,
      )
      return [instance.name, service.pid] as const
    }),
  )
  return Object.fromEntries(started)
}
