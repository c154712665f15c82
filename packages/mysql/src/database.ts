import { type Log, type Scope, silentLog } from '@calbridge/core'
import type { Knex } from 'knex'
import knex from 'knex'
import type { Connection } from 'mysql2'

/** Re-exported, so that users need not depend on knex for its types. */
export type Database = Knex
export type Transaction = Knex.Transaction

export interface DatabaseOptions {
  /** `mysql://user:password@host:port/database` */
  readonly url: string
  /** Most connections at once; an outbox publisher takes up to its `lanesAtOnce` of them. Default 10. */
  readonly poolMax?: number
  /** How long a query waits for a free connection. Default 5 s. */
  readonly acquireMs?: number
  /** A connection that is silent for so long is given up, its query fails. Above every lock wait. Default 30 s. */
  readonly stallMs?: number
  /** How long a statement waits for a row lock before error 1205. Default 5 s. */
  readonly lockWaitSeconds?: number
  readonly log?: Log
}

// Said in every session, so that no server's or operator's default changes what our SQL means.
const session = (lockWaitSeconds: number) => [
  `SET SESSION time_zone = '+00:00', collation_connection = 'utf8mb4_unicode_ci', innodb_lock_wait_timeout = ${lockWaitSeconds},
   sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'`,
  // Statement and not variable: the variable's name differs between MySQL and MariaDB.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
]

/**
 * Opens a bounded pool; connections are made when they are needed. Closed by the scope.
 * Times come as Date (UTC); BIGINT as number while exact, else as string; TINYINT(1) as 0 or 1; DECIMAL and JSON as text (`fromJson`).
 */
export function openDatabase(options: DatabaseOptions, scope: Pick<Scope, 'defer'>): Database {
  const { poolMax = 10, acquireMs = 5_000, stallMs = 30_000, lockWaitSeconds = 5, log = silentLog } = options
  const prepare = (connection: Connection, done: (error: unknown, connection: Connection) => void): void => {
    endWhenSilent(connection, stallMs)
    const [variables = '', isolation = ''] = session(lockWaitSeconds)
    connection.query(variables, (failed) => {
      if (failed) return done(failed, connection)
      connection.query(isolation, (error) => done(error, connection))
    })
  }
  const db = knex({
    client: 'mysql2',
    connection: { ...address(options.url), ...driver(acquireMs) },
    acquireConnectionTimeout: acquireMs,
    pool: { min: 0, max: poolMax, afterCreate: prepare },
    log: quietly(log),
  })
  scope.defer('mysql', () => db.destroy())
  return db
}

const driver = (connectTimeout: number) => ({
  connectTimeout,
  timezone: 'Z',
  charset: 'utf8mb4', // a character set and not a collation: knex writes it into CREATE TABLE
  supportBigNumbers: true,
  jsonStrings: true,
})

// knex writes to the console; what it calls an error is thrown as well, to somebody who knows what it means.
const quietly = ({ debug, warn }: Log): Knex.Logger => ({
  debug: (message: unknown) => debug({ knex: String(message) }, 'knex'),
  deprecate: (method: string, alternative: string) => warn({ method, alternative }, 'knex: deprecated'),
  warn: (message: unknown) => warn({ knex: String(message) }, 'knex warns'),
  error: (message: unknown) => debug({ knex: String(message) }, 'knex failed'),
})

function address(url: string): Knex.MySql2ConnectionConfig {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  if (protocol !== 'mysql:') throw new TypeError('a database URL begins with mysql://')
  return {
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  }
}

/** A server that hangs, or a network that swallows packets, sends no error: this makes one. */
function endWhenSilent(connection: Connection, stallMs: number): void {
  const { stream } = connection as unknown as { stream: import('node:net').Socket }
  stream.setTimeout(stallMs, () => stream.destroy(Object.assign(new Error(`no answer for ${stallMs} ms`), { code: 'ETIMEDOUT' })))
}
