import { createConnection } from 'mysql2/promise'

/** Removes the databases whose names begin with `prefix` from a server that is not ours to end. */
export async function dropDatabases(address: string, prefix: string): Promise<void> {
  const connection = await createConnection(address)
  try {
    const [rows] = await connection.query('SELECT schema_name AS name FROM information_schema.schemata')
    const names = (rows as { name: string }[]).map(({ name }) => name).filter((name) => name.startsWith(prefix))
    for (const name of names) await connection.query(`DROP DATABASE ${connection.escapeId(name)}`)
  } finally {
    await connection.end()
  }
}
