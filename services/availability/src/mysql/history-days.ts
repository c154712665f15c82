import type { Database } from '@calbridge/mysql'
import type { EpochDay } from '../domain/utc-day.ts'
import { dateOf } from './history-rows.ts'

export interface HistoryDays {
  /** Whole days that are kept before today. */
  readonly keep: number
  /** Days that are made ahead, so that a day without a leader costs nothing. */
  readonly ahead: number
}

const TABLES = ['slot_answers', 'slot_contents'] as const

/** Makes today's partition and those ahead, drops those that are too old. Safe to repeat; where another process is at it, does nothing. */
export async function keepDays(db: Database, today: EpochDay, days: HistoryDays): Promise<void> {
  // The transaction is there to keep one session, to which the lock belongs; DDL would commit it, and runs on others.
  await db.transaction(async (holder) => {
    const lock = async (sql: string): Promise<boolean> => (await holder.raw(`SELECT ${sql} AS done`, [lockName(db)]))[0][0].done === 1
    if (!(await lock('GET_LOCK(?, 0)'))) return
    try {
      for (const table of TABLES) await keepTable(db, table, today, days)
    } finally {
      await lock('RELEASE_LOCK(?)')
    }
  })
}

/** Locks are per server, so the name carries the database. */
const lockName = (db: Database) => db.raw("CONCAT('calbridge_history_', LEFT(SHA1(DATABASE()), 40))")

async function keepTable(db: Database, table: string, today: EpochDay, { keep, ahead }: HistoryDays): Promise<void> {
  const names = await partitionsOf(db, table)
  const last = names.at(-1) ?? ''
  const wanted = Array.from({ length: ahead + 1 }, (_, index) => today + index).filter((day) => nameOf(day) > last)
  if (wanted.length > 0) await db.raw(`ALTER TABLE ${table} ADD PARTITION (${wanted.map(definitionOf).join(', ')})`)

  const old = names.filter((name) => name < nameOf(today - keep))
  if (old.length > 0) await db.raw(`ALTER TABLE ${table} DROP PARTITION ${old.join(', ')}`)
}

async function partitionsOf(db: Database, table: string): Promise<string[]> {
  const rows: { name: string }[] = await db('information_schema.partitions')
    .select('partition_name AS name')
    .whereRaw('table_schema = DATABASE()')
    .where({ table_name: table })
  return rows.map(({ name }) => name).sort()
}

/** Partitions are called after their day, so that their names sort as they do. */
const nameOf = (day: EpochDay): string => `p${dateOf(day).replaceAll('-', '')}`
const definitionOf = (day: EpochDay): string => `PARTITION ${nameOf(day)} VALUES LESS THAN ('${dateOf(day + 1)}')`
