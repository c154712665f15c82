import { toJson } from './columns.ts'
import type { Database, Transaction } from './database.ts'
import { wakeOutbox } from './outbox-wake.ts'
import { createTableIfMissing } from './schema.ts'
import { afterCommit } from './transaction.ts'

/** Fixed: rows are written and read under this number by old and new processes at once. */
export const OUTBOX_LANES = 16

export interface OutboxRecord {
  readonly topic: string
  /** Records of one key are published in the order in which their transactions wrote them. */
  readonly key: string
  /** The encoded message. */
  readonly value: Uint8Array
  /** `id` names the event and stays the same however often it is sent. */
  readonly headers: Readonly<Record<string, string>> & { readonly id: string }
}

/** For a migration: makes `<prefix>_outbox` and its lanes. Safe to repeat. */
export async function createOutbox(db: Database, prefix: string): Promise<void> {
  await createTableIfMissing(db, `${prefix}_outbox`, (table) => {
    table.bigIncrements('id')
    table.specificType('lane', 'TINYINT UNSIGNED').notNullable()
    table.string('topic', 191).notNullable()
    table.string('record_key', 255).notNullable()
    table.specificType('value', 'LONGBLOB').notNullable()
    table.json('headers').notNullable()
    table.timestamp('created_at', { precision: 3 }).notNullable().defaultTo(db.fn.now(3))
    table.index(['lane', 'id'], `${prefix}_outbox_lane`)
  })
  await createTableIfMissing(db, `${prefix}_outbox_lanes`, (table) => {
    table.specificType('lane', 'TINYINT UNSIGNED').notNullable().primary()
  })
  const lanes = Array.from({ length: OUTBOX_LANES }, (_, lane) => ({ lane }))
  await db(`${prefix}_outbox_lanes`).insert(lanes).onConflict('lane').ignore()
}

/**
 * Writes records that are published if and only if the transaction commits. When `transaction()` started it, the publishers
 * of this process are woken at commit.
 */
export async function appendToOutbox(trx: Transaction, prefix: string, records: readonly OutboxRecord[]): Promise<void> {
  if (records.length === 0) return
  const rows = records.map(({ topic, key, value, headers }) => ({
    lane: laneOf(key),
    topic,
    record_key: key,
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    headers: toJson(headers),
  }))
  await trx(`${prefix}_outbox`).insert(rows)
  const lanes = new Set(rows.map((row) => row.lane))
  afterCommit(trx, (db) => wakeOutbox(db, prefix, lanes))
}

/** FNV-1a. Never change it: rows of one key must stay in one lane over a roll-out. */
export function laneOf(key: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0) % OUTBOX_LANES
}
