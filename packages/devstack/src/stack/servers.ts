import type { Scope } from '@calbridge/core'
import { startCompose } from '../docker/compose.ts'
import { dockerAnswers } from '../docker/engine.ts'
import { type Log, seconds } from '../log.ts'
import { startNative } from '../native/native-servers.ts'
import { type RunningServer, SERVER_NAMES, SERVER_VARIABLE, type ServerName } from '../server-name.ts'

export interface ServersOptions {
  readonly dir: string
  /** Begin without the data of former runs. What the environment names is not touched. */
  readonly fresh?: boolean
  readonly log: Log
}

export interface Servers {
  readonly kafkaBrokers: readonly string[]
  readonly mysqlUrl: string
  readonly redisUrl: string
  /** Our own processes, where the servers are such. */
  readonly pids: Readonly<Partial<Record<ServerName, number>>>
}

/**
 * Kafka, MySQL and Redis, each from the first that has it: the environment, a Docker engine, processes of this one.
 * They stop with the scope. One line each says where it came from.
 */
export async function startServers({ dir, fresh = false, log }: ServersOptions, scope: Scope): Promise<Servers> {
  const begun = performance.now()
  const named = fromEnvironment()
  const names = SERVER_NAMES.filter((name) => !named.has(name))
  const own = names.length > 0 ? await startOwn({ dir, names, fresh, log }) : new Map<ServerName, RunningServer>()
  scope.defer('servers', () => Promise.all([...own.values()].map((server) => server.stop())))

  const servers = new Map([...named, ...own])
  for (const [name, { source, address }] of servers) log(`${name}: ${source}, ${withoutPassword(address)}`)
  log(`servers are up after ${seconds(performance.now() - begun)}`)
  return {
    kafkaBrokers: addressOf(servers, 'kafka').split(','),
    mysqlUrl: addressOf(servers, 'mysql'),
    redisUrl: addressOf(servers, 'redis'),
    pids: Object.fromEntries([...own].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid]]))),
  }
}

function fromEnvironment(): Map<ServerName, RunningServer> {
  return new Map(
    SERVER_NAMES.flatMap((name): [ServerName, RunningServer][] => {
      const address = process.env[SERVER_VARIABLE[name]]?.trim()
      return address ? [[name, { address, source: 'environment', stop: async () => {} }]] : []
    }),
  )
}

async function startOwn(options: Required<ServersOptions> & { names: readonly ServerName[] }): Promise<Map<ServerName, RunningServer>> {
  if (!(await dockerAnswers())) return startNative(options)
  try {
    return await startCompose(options)
  } catch (error) {
    options.log(`docker compose failed, so the servers are started without it: ${(error as Error).message}`)
    return startNative(options)
  }
}

export const withoutPassword = (address: string): string => address.replace(/:[^:@/]*@/, '@')

const addressOf = (servers: Map<ServerName, RunningServer>, name: ServerName) => servers.get(name)!.address
