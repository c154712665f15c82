import { fileURLToPath } from 'node:url'
import { migrateAll } from '@calbridge/mysql'
import { mysqlUrl } from '@calbridge/testkit'

export const ENGINES = ['mariadb', 'mysql8'] as const
export type Engine = (typeof ENGINES)[number]

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url))

/** A database of one's own with the tables of slot history. */
export async function historyDatabase(engine: Engine = 'mariadb'): Promise<string> {
  const url = await mysqlUrl({ engine })
  await migrateAll(url, [migrations])
  return url
}
