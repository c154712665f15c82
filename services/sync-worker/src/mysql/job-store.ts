import { AppError } from '@calbridge/core'
import { type Database, read, type Transaction, transaction } from '@calbridge/mysql'
import type { JobRef, JobStore } from '../application/ports.ts'
import { addJob } from './add-job.ts'
import { beginAttempt, changeAttempt } from './attempts.ts'
import { readJob } from './rows.ts'
import { credentialsDue, takeJob } from './take-job.ts'
import { inMs } from './time.ts'

/** Jobs in MySQL. Leases and pauses run on the database's clock, so that replicas need not agree on theirs. */
export function mysqlJobStore(db: Database, workerId: string): JobStore {
  return {
    add: (job) => transaction(db, (trx) => addJob(trx, job)),
    hasten: async (tenant, appointmentUid) => {
      const idle = { tenant, appointment_uid: appointmentUid, state: 'unknown', lane: null }
      await read(db, () =>
        db('sync_jobs')
          .where(idle)
          .update({ due_at: db.fn.now(3) }),
      )
    },
    credentialsDue: () => read(db, () => credentialsDue(db)),
    take: (credential, leaseMs) => takeJob(db, credential, { leaseMs, workerId }),
    renew: async (job, leaseMs) => {
      const until = inMs(db, leaseMs)
      return (await read(db, () => held(db, job).update({ locked_until: until, due_at: until }))) === 1
    },
    begin: (job, attempt) =>
      transaction(db, async (trx) => {
        const changed = await held(trx, job)
          .where('locked_until', '>', trx.fn.now(3))
          .update({ state: 'sending', updated_at: trx.fn.now(3) })
        if (changed !== 1) throw leaseLost()
        await beginAttempt(trx, job, attempt)
        return readJob(trx, job.id)
      }),
    store: (job, { next, attempt, owed, release }) =>
      transaction(db, async (trx) => {
        const due = next.dueInMs === undefined ? null : inMs(trx, next.dueInMs)
        const changed = await held(trx, job).update({
          state: next.state,
          owed: owed ? JSON.stringify(owed) : null,
          updated_at: trx.fn.now(3),
          ...(next.knownFailures !== undefined && { known_failures: next.knownFailures }),
          ...(next.waits !== undefined && { waits: next.waits }),
          ...(next.errorCode !== undefined && { error_code: next.errorCode.slice(0, 64) }),
          ...(next.errorMessage !== undefined && { error_message: next.errorMessage.slice(0, 255) }),
          ...(release && { due_at: due, lane: null, locked_by: null, locked_until: null }),
        })
        if (changed !== 1) throw leaseLost()
        if (attempt) await changeAttempt(trx, attempt)
        return readJob(trx, job.id)
      }),
  }
}

const held = (db: Database | Transaction, { id, token }: JobRef) => db('sync_jobs').where({ id, token }).whereNotNull('lane')

const leaseLost = () => new AppError('conflict', 'the lease is another worker’s by now', { reason: 'lease_lost' })
