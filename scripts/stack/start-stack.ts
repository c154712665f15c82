import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { topics } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { type Log, openStack, type Servers, seconds, startServers } from '@calbridge/devstack'
import { connectKafka, ensureTopics } from '@calbridge/kafka'
import { migrateAll } from '@calbridge/mysql'
import { keepPort, keptPort } from './gateway-port.ts'
import { grpcAddresses, httpUrl, planInstances, SERVICE_NAMES, type ServiceName } from './instances.ts'
import { knownEverywhere } from './known-everywhere.ts'
import { HOOK_ID, salonHere, salonInCalcom } from './salon.ts'
import { secretsOf } from './secrets.ts'
import { type EnvOptions, serviceEnv } from './service-env.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
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
  /** Servers that run already; by default they are started in `dir`. */
  readonly servers?: Servers
  /** For every service, over what it gets by itself: tests shrink windows and pauses. */
  readonly env?: Readonly<Record<string, string>>
  /** False: any free ports instead of 8080 and 4000, for stacks that may start at the same moment. */
  readonly usualPorts?: boolean
  readonly log: Log
}

/** What `stack.json` says, and the services' processes by the names of its `pids`. */
export interface RunningStack extends StackFile {
  readonly processes: ReadonlyMap<string, ServiceProcess>
}

/** Brings everything up: servers, Cal.com simulator, schema, topics, services, and the demo tenant. Stops with the scope. */
export async function startStack(options: StackOptions, scope: Scope): Promise<RunningStack> {
  const { dir, fresh, replicas, logLevel = 'info', env = {}, usualPorts = true, log } = options
  const begun = performance.now()
  await openStack(dir, log, scope)
  const state = stateFolder(dir, fresh)
  const servers = options.servers ?? (await startServers({ dir, fresh, log }, scope))
  const secrets = secretsOf(state)
  const instances = await planInstances(replicas, usualPorts ? keptPort(state) : 0)
  if (usualPorts) keepPort(state, instances, log)
  const webhookUrl = `${httpUrl(instances)}/api/calcom/webhook/${HOOK_ID}`

  const [simulator] = await Promise.all([
    startSimulator({ dir, state, usualPorts }, salonInCalcom(webhookUrl, secrets.webhookSecret), log, scope),
    prepareSchema(servers, log),
    prepareTopics(servers),
  ])
  const processes = await startServices({ servers, secrets, instances, logLevel, env }, dir, log, scope)
  await pointWebhooksTo(simulator, webhookUrl)
  await declareKeysUnused(servers.redisUrl, simulator.world)
  const request = salonHere(simulator.world, simulator.url, secrets.webhookSecret)
  const { tenant, apiKey } = await applyTenant(
    { state, addresses: grpcAddresses(instances, 'gateway'), serviceToken: secrets.serviceToken, request },
    scope,
  )
  await knownEverywhere(httpUrl(instances), tenant, apiKey)
  log(`everything is up after ${seconds(performance.now() - begun)}`)
  const pids = Object.fromEntries([...processes].map(([name, { pid }]) => [name, pid]))
  const file = writeStackFile(dir, {
    servers,
    secrets,
    instances,
    pids: { ...servers.pids, 'calcom-sim': simulator.pid, ...pids },
    simulator,
    tenant,
    apiKey,
  })
  return { ...file, processes }
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

// All start at once: on a busy machine that takes a while, and says what it waits for.
const READY_MS = 90_000

async function startServices(options: EnvOptions, dir: string, log: Log, scope: Scope): Promise<Map<string, ServiceProcess>> {
  log(`starting ${options.instances.map(({ name }) => name).join(', ')}`)
  const started = await Promise.all(
    options.instances.map(async (instance) => {
      const { name, service, metricsPort } = instance
      const readyUrl = `http://127.0.0.1:${metricsPort}/readyz`
      const folder = join(ROOT, 'services', service)
      const env = serviceEnv(instance, options)
      return [name, await startServiceProcess({ name, folder, dir, env, readyUrl, readyMs: READY_MS, log }, scope)] as const
    }),
  )
  return new Map(started)
}
