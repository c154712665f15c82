import { addIndexIfMissing } from '@calbridge/mysql'
import type { Knex } from 'knex'

/** What a tenant booked lately, whenever it is for. */
export const up = (db: Knex): Promise<void> => addIndexIfMissing(db, 'appointments', 'idx_company_created', ['company_id', 'created_at'])
