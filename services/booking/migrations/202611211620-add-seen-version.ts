import { addColumnIfMissing } from '@calbridge/mysql'
import type { Knex } from 'knex'

/** The version of the last change that callers see; NULL where none has been written since: then it is the version itself. */
export async function up(db: Knex): Promise<void> {
  for (const table of ['appointments', 'appointments_archive'])
    await addColumnIfMissing(db, table, 'seen_version', (columns) => columns.specificType('seen_version', 'BIGINT UNSIGNED NULL'))
}
