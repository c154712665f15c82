import type { Scope } from '@calbridge/core'
import { connect, emptyDatabase } from '../raw-mysql.ts'

/** One row with the body, committed to disk by its own statement: what any durable acknowledgement costs at least. */
export async function barelyInserted(mysqlUrl: string, connections: number, scope: Scope): Promise<(body: string) => Promise<void>> {
  const url = await emptyDatabase(mysqlUrl)
  const all = await Promise.all(Array.from({ length: connections }, () => connect(url)))
  scope.defer('floor connections', () => Promise.all(all.map((connection) => connection.end())))
  await all[0]?.query('CREATE TABLE floor (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, body LONGBLOB NOT NULL) ENGINE=InnoDB')
  let next = 0
  // A connection says its statements one after the other.
  return async (body) => {
    await all[next++ % connections]?.query('INSERT INTO floor (body) VALUES (?)', [Buffer.from(body)])
  }
}
