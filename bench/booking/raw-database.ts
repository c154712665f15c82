import { join } from 'node:path'
import type { Scope } from '@calbridge/core'
import { migrateAll } from '@calbridge/mysql'
import { SERVICE_NAMES } from '../../scripts/stack/instances.ts'
import { type Connection, connect, emptyDatabase, type ResultSetHeader } from '../raw-mysql.ts'
import type { Built, Statement } from './statements.ts'

const SERVICES = join(import.meta.dirname, '../../services')

/** The same tables on the same server in a database that no service looks at; gives a way to carry out bookings there, so many at a time. */
export async function rawDatabase(mysqlUrl: string, connections: number, scope: Scope): Promise<(booking: Built) => Promise<void>> {
  const url = await emptyDatabase(mysqlUrl)
  await migrateAll(
    url,
    SERVICE_NAMES.map((name) => join(SERVICES, name, 'migrations')),
  )
  const idle = await Promise.all(Array.from({ length: connections }, () => connect(url)))
  scope.defer('raw connections', () => Promise.all(idle.map((connection) => connection.end())))
  return async (booking) => {
    const connection = idle.pop()
    if (!connection) throw new Error(`more than ${connections} at a time`)
    try {
      await book(connection, booking)
    } finally {
      idle.push(connection)
    }
  }
}

async function book(connection: Connection, { before, customer, appointment, after }: Built): Promise<void> {
  await connection.query('BEGIN')
  for (const statement of before) await say(connection, statement)
  const customerId = await say(connection, customer)
  const appointmentId = await say(connection, appointment(customerId))
  for (const statement of after(appointmentId)) await say(connection, statement)
  await connection.query('COMMIT')
}

/** The id that an insert gave. */
async function say(connection: Connection, [sql, values]: Statement): Promise<number> {
  const [result] = await connection.query<ResultSetHeader>(sql, [...values])
  return result.insertId
}
