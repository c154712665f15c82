import { Counter, Gauge } from 'prom-client'
import type { Database } from './database.ts'

interface Followed {
  readonly db: Database
  readonly prefix: string
}
const followed = new Set<Followed>()

/** Shows the outbox in /metrics until the returned function is called. */
export function followOutbox(db: Database, prefix: string): () => void {
  const outbox = { db, prefix }
  followed.add(outbox)
  return () => followed.delete(outbox)
}

export const published = new Counter({
  name: 'calbridge_outbox_published_total',
  help: 'Records acknowledged by the broker and deleted.',
  labelNames: ['outbox'],
})

const pending = new Gauge({
  name: 'calbridge_outbox_pending',
  help: 'Committed records that wait to be published.',
  labelNames: ['outbox'],
  collect: () => measureOnce(),
})

const oldest = new Gauge({
  name: 'calbridge_outbox_oldest_age_seconds',
  help: 'Age of the oldest record that waits to be published; 0 when none waits.',
  labelNames: ['outbox'],
  collect: () => measureOnce(),
})

// Both gauges are collected in one scrape and want the same query.
let measuring: Promise<void> | undefined
const measureOnce = (): Promise<void> => {
  measuring ??= Promise.all([...followed].map(measure))
    .then(() => undefined)
    .finally(() => {
      measuring = undefined
    })
  return measuring
}

async function measure({ db, prefix }: Followed): Promise<void> {
  const row = await db(`${prefix}_outbox`)
    .first(db.raw('COUNT(*) AS rows_waiting, TIMESTAMPDIFF(MICROSECOND, MIN(created_at), CURRENT_TIMESTAMP(3)) / 1e6 AS age_s'))
    .timeout(2_000)
    .catch(() => undefined) // without the database the last values stand; /readyz tells of it
  if (!row) return
  pending.set({ outbox: prefix }, Number(row.rows_waiting))
  oldest.set({ outbox: prefix }, Math.max(0, Number(row.age_s ?? 0)))
}
