import mysql, { type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'

export type { Connection, ResultSetHeader, RowDataPacket }

const DATABASE = 'calbridge_bench_raw'

/** A new database on the same server that no service looks at; gives its URL. */
export async function emptyDatabase(mysqlUrl: string): Promise<string> {
  const admin = await connect(mysqlUrl)
  await admin.query(`DROP DATABASE IF EXISTS ${DATABASE}`)
  await admin.query(`CREATE DATABASE ${DATABASE}`)
  await admin.end()
  const url = new URL(mysqlUrl)
  url.pathname = `/${DATABASE}`
  return url.href
}

/** A connection with the session that packages/mysql opens. */
export async function connect(uri: string): Promise<Connection> {
  const connection = await mysql.createConnection({ uri, timezone: 'Z', charset: 'utf8mb4' })
  await connection.query("SET SESSION time_zone = '+00:00'")
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
  return connection
}
