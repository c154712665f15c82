import type { Knex } from 'knex'
import type { Database } from './database.ts'

// MySQL commits at every DDL statement, so a migration that dies in its middle runs again from its top:
// each of its steps asks first whether it is done.

/** InnoDB, utf8mb4 with a collation that MariaDB and every MySQL 8 know. */
export async function createTableIfMissing(db: Database, table: string, build: (table: Knex.CreateTableBuilder) => void): Promise<void> {
  if (await db.schema.hasTable(table)) return
  await db.schema.createTable(table, (builder) => {
    builder.engine('InnoDB')
    builder.charset('utf8mb4')
    builder.collate('utf8mb4_unicode_ci')
    build(builder)
  })
}

/** `build` adds that one column. */
export async function addColumnIfMissing(
  db: Database,
  table: string,
  column: string,
  build: (table: Knex.AlterTableBuilder) => void,
): Promise<void> {
  if (!(await db.schema.hasColumn(table, column))) await db.schema.alterTable(table, build)
}

export async function addIndexIfMissing(
  db: Database,
  table: string,
  name: string,
  columns: readonly string[],
  { unique = false } = {},
): Promise<void> {
  const found = await db('information_schema.statistics')
    .whereRaw('table_schema = database()')
    .where({ table_name: table, index_name: name })
    .first(db.raw('1'))
  if (found) return
  await db.schema.alterTable(table, (builder) =>
    unique ? builder.unique([...columns], { indexName: name }) : builder.index([...columns], name),
  )
}
