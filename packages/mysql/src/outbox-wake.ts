import type { Database } from './database.ts'

type Wake = (lanes: Iterable<number>) => void

// Which publishers of this process read a database's outboxes. Keyed by the pool, so that two databases never meet.
const publishers = new WeakMap<Database, Map<string, Set<Wake>>>()

/** Lets a publisher be told of commits; returns how to end that. */
export function onOutboxWake(db: Database, prefix: string, wake: Wake): () => void {
  const byPrefix = publishers.get(db) ?? new Map<string, Set<Wake>>()
  publishers.set(db, byPrefix)
  const wakes = byPrefix.get(prefix) ?? new Set()
  byPrefix.set(prefix, wakes.add(wake))
  return () => wakes.delete(wake)
}

export function wakeOutbox(db: Database, prefix: string, lanes: Iterable<number>): void {
  for (const wake of publishers.get(db)?.get(prefix) ?? []) wake(lanes)
}
