import { fromJson } from './columns.ts'
import type { Database, Transaction } from './database.ts'
import type { OutboxRecord } from './outbox.ts'

/** Sends to one topic, in order; resolves once the broker has acknowledged all. Bounded by its own time-out. */
export type PublishBytes = (
  topic: string,
  records: readonly { readonly key: string; readonly value: Uint8Array; readonly headers: OutboxRecord['headers'] }[],
) => Promise<void>

/** `busy`: another publisher has the lane. `more`: a full batch was sent, there may be others behind it. */
export type Sent = { readonly lane: 'busy' | 'more' | 'empty'; readonly published: number }

interface Row {
  readonly id: number | string
  readonly topic: string
  readonly record_key: string
  readonly value: Buffer
  readonly headers: string
}

/**
 * Sends the lane's oldest rows and deletes them after the acknowledgement, all while holding the lane's lock, so that two
 * publishers never have rows of one key on their way. Dying between the two sends them again.
 */
export function sendLane(db: Database, prefix: string, lane: number, batch: number, publish: PublishBytes): Promise<Sent> {
  // Not `transaction()`: its blind second try would send a second time without the pause that a failure asks for.
  return db.transaction(async (trx): Promise<Sent> => {
    const held = await trx(`${prefix}_outbox_lanes`).where({ lane }).forUpdate().skipLocked().first('lane')
    if (!held) return { lane: 'busy', published: 0 }
    const rows: Row[] = await trx(`${prefix}_outbox`)
      .where({ lane })
      .orderBy('id')
      .limit(batch)
      .select('id', 'topic', 'record_key', 'value', 'headers')
    for (const run of runsOfTopic(rows)) await publish(run.topic, run.rows.map(toRecord))
    await remove(trx, prefix, rows)
    return { lane: rows.length === batch ? 'more' : 'empty', published: rows.length }
  })
}

const toRecord = ({ record_key, value, headers }: Row) => ({ key: record_key, value, headers: fromJson<OutboxRecord['headers']>(headers) })

// By the ids that were read, never `id <= the last`: an id is given before its commit, so a smaller one may appear later.
const remove = async (trx: Transaction, prefix: string, rows: readonly Row[]): Promise<void> => {
  const ids = rows.map((row) => row.id)
  if (ids.length > 0) await trx(`${prefix}_outbox`).whereIn('id', ids).delete()
}

/** Neighbours of one topic go in one request; the order stays. */
function runsOfTopic(rows: readonly Row[]): { topic: string; rows: Row[] }[] {
  const runs: { topic: string; rows: Row[] }[] = []
  for (const row of rows) {
    const last = runs.at(-1)
    if (last?.topic === row.topic) last.rows.push(row)
    else runs.push({ topic: row.topic, rows: [row] })
  }
  return runs
}
