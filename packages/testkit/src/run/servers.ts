import { join } from 'node:path'
import {
  dockerAnswers,
  installServers,
  type Log,
  type RunningServer,
  SERVER_NAMES,
  startKafka,
  startMysql,
  startMysql8,
  startRedis,
} from '@calbridge/devstack'
import { databasePrefix } from './ask.ts'
import { startContainer } from './container.ts'
import { dropDatabases } from './drop-databases.ts'

export const KINDS = ['kafka', 'mariadb', 'mysql8', 'redis'] as const
export type Kind = (typeof KINDS)[number]

const VARIABLE: Record<Kind, string> = {
  kafka: 'KAFKA_BROKERS',
  mariadb: 'MYSQL_URL',
  mysql8: 'MYSQL8_URL',
  redis: 'REDIS_URL',
}

/** A server of the environment, a container where a Docker engine answers, or a process that this one starts in `scratch`. */
export async function startServer(kind: Kind, scratch: string, log: Log): Promise<RunningServer> {
  const named = process.env[VARIABLE[kind]]?.trim()
  if (named) return { address: named, source: 'environment', stop: () => leave(kind, named, scratch) }
  if (await dockerAnswers()) {
    try {
      return await startContainer(kind)
    } catch (error) {
      log(`${kind}: no container (${(error as Error).message}), so it is started without Docker`)
    }
  }
  // For all kinds together: one installation instead of one after the other.
  await installServers(SERVER_NAMES, log)
  const { address, stop } = await NATIVE[kind]({ dir: join(scratch, kind), log })
  return { address, source: 'native', stop }
}

/** A server that others use is left as it was found. */
async function leave(kind: Kind, address: string, scratch: string): Promise<void> {
  if (kind === 'mariadb' || kind === 'mysql8') await dropDatabases(address, databasePrefix(scratch))
}

const NATIVE = {
  kafka: startKafka,
  mariadb: startMysql,
  mysql8: startMysql8,
  redis: (options: { dir: string; log: Log }) => startRedis({ ...options, durable: false }),
} satisfies Record<Kind, unknown>
