import { join } from 'node:path'
import { type Log, startKafka, startMysql, startMysql8, startRedis } from '@calbridge/devstack'

export const KINDS = ['kafka', 'mariadb', 'mysql8', 'redis'] as const
export type Kind = (typeof KINDS)[number]

export interface TestServer {
  /** As the environment would name it: a list of brokers, or a URL. */
  readonly address: string
  /** Where it came from, for the one line that tells. */
  readonly source: 'environment' | 'docker' | 'native'
  stop(): Promise<void>
}

const VARIABLE: Record<Kind, string | undefined> = {
  kafka: 'KAFKA_BROKERS',
  mariadb: 'MYSQL_URL',
  mysql8: 'MYSQL8_URL',
  redis: 'REDIS_URL',
}

/** A server of the environment, or one that this process starts in `scratch` and owns. */
export async function startServer(kind: Kind, scratch: string, log: Log): Promise<TestServer> {
  const named = process.env[VARIABLE[kind] ?? '']?.trim()
  if (named) return { address: named, source: 'environment', stop: async () => {} }
  const dir = join(scratch, kind)
  const server = await NATIVE[kind]({ dir, log })
  return { address: server.url.replace('kafka://', ''), source: 'native', stop: server.stop }
}

const NATIVE = {
  kafka: startKafka,
  mariadb: startMysql,
  mysql8: startMysql8,
  redis: (options: { dir: string; log: Log }) => startRedis({ ...options, durable: false }),
} satisfies Record<Kind, unknown>
