import type { Database, Transaction } from '@calbridge/mysql'

/** The database's time, so many milliseconds from now. */
export const inMs = (db: Database | Transaction, ms: number) => db.raw('NOW(3) + INTERVAL ? MICROSECOND', [Math.round(ms * 1_000)])
