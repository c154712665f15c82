import { createOutbox } from '@calbridge/mysql'
import type { Knex } from 'knex'

export const up = (db: Knex): Promise<void> => createOutbox(db, 'booking')
