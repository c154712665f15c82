import { AppError, backoffMs, type Clock, systemClock } from '@calbridge/core'
import type { Database, Transaction } from './database.ts'
import { isDeadlock, isRetryable, toAppError } from './failures.ts'

export interface TransactionOptions {
  /** Most tries, the first included. Default 5. */
  readonly attempts?: number
  /** No further try begins after this long. Default 10 s. */
  readonly timeoutMs?: number
  readonly clock?: Clock
  readonly random?: () => number
}

// A deadlock's winner is done within a few milliseconds.
const PAUSE = { initialMs: 10, maxMs: 250 }

/**
 * Runs `work` in a transaction (READ COMMITTED) and commits. Deadlocks, lock waits and connections lost **before** COMMIT are
 * tried again: `work` may run several times and does nothing that a rollback can't undo; it lets the database's errors pass
 * (after a deadlock nothing of it stands any more).
 *
 * Throws `work`'s own error; AppError `unavailable` when the database is gone or too busy; AppError `unavailable` with reason
 * `commit_unknown` when the connection broke during COMMIT. That one is never tried again here: it may stand. The caller
 * repeats only what a unique key (idempotency key, uid, event id) makes safe to repeat.
 */
export async function transaction<T>(db: Database, work: (trx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  if (db.isTransaction) throw new TypeError('transaction() within a transaction: pass the transaction on instead')
  return attempts(() => once(db, work), options)
}

/** Runs reads outside a transaction; tried again and its errors told as in `transaction`. */
export const read = <T>(db: Database, work: (db: Database) => Promise<T>, options: TransactionOptions = {}): Promise<T> =>
  attempts(() => work(db), options)

async function attempts<T>(run: () => Promise<T>, options: TransactionOptions): Promise<T> {
  const { attempts = 5, timeoutMs = 10_000, clock = systemClock, random = Math.random } = options
  const endsAt = clock.monotonic() + timeoutMs
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const pauseMs = backoffMs(PAUSE, attempt, random)
      if (!isRetryable(error) || attempt >= attempts || clock.monotonic() + pauseMs >= endsAt) throw toAppError(error)
      await clock.sleep(pauseMs)
    }
  }
}

interface Started {
  readonly db: Database
  readonly committed: (() => void)[]
}
const started = new WeakMap<Transaction, Started>()

async function once<T>(db: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  const committed: (() => void)[] = []
  let own: { readonly error: unknown } | undefined
  let atCommit = false
  try {
    const result = await db.transaction(async (trx) => {
      started.set(trx, { db, committed })
      const value = await work(trx).catch((error: unknown) => {
        own = { error }
        throw error
      })
      atCommit = true
      return value
    })
    for (const tell of committed) tell()
    return result
  } catch (error) {
    if (own) throw own.error // knex tells of the ROLLBACK instead, when that fails too
    if (!atCommit || isDeadlock(error)) throw error
    throw new AppError('unavailable', 'it is not known whether the change was stored', { reason: 'commit_unknown', cause: error })
  }
}

/**
 * Calls `tell` with the database once the transaction has committed; does nothing for one that `transaction()` did not start.
 * A hint only: the process may die between, so nothing may depend on it. `tell` must not throw.
 */
export function afterCommit(trx: Transaction, tell: (db: Database) => void): void {
  let root = trx
  while (root.parentTransaction) root = root.parentTransaction
  const found = started.get(root)
  found?.committed.push(() => tell(found.db))
}
