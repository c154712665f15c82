import { createConnection } from 'mysql2/promise'
import { ask, databasePrefix } from './run/ask.ts'

export interface MysqlOptions {
  /** `mariadb` (default), or the real MySQL 8.0.12: what is written for one must run on the other. */
  readonly engine?: 'mariadb' | 'mysql8'
}

/** A URL to an empty database of the caller's own. It goes when the run ends. */
export async function mysqlUrl({ engine = 'mariadb' }: MysqlOptions = {}): Promise<string> {
  const { address, serial } = await ask(engine)
  const database = `${databasePrefix()}${serial}`
  const connection = await createConnection(address)
  try {
    await connection.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
  } finally {
    await connection.end()
  }
  const url = new URL(address)
  url.pathname = `/${database}`
  return url.href
}
