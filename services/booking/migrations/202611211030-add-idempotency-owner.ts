import { addColumnIfMissing } from '@calbridge/mysql'
import type { Knex } from 'knex'

/** Which of the requests with this key made the row, and so may write its answer. */
export const up = (db: Knex): Promise<void> =>
  addColumnIfMissing(db, 'idempotency_keys', 'owner', (table) => table.specificType('owner', 'CHAR(36) CHARACTER SET ascii NULL'))
