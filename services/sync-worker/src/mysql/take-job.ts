import { type Database, isDuplicateKey, type Transaction, transaction } from '@calbridge/mysql'
import type { CredentialKey } from '../application/ports.ts'
import type { Job } from '../domain/job.ts'
import { readJob } from './rows.ts'
import { inMs } from './time.ts'

export async function credentialsDue(db: Database): Promise<CredentialKey[]> {
  const rows: { tenant: string; credential_id: string }[] = await db('sync_jobs')
    .select('tenant', 'credential_id')
    .where('due_at', '<=', db.fn.now(3))
    .groupBy('tenant', 'credential_id')
    .orderByRaw('MIN(due_at)')
  return rows.map(({ tenant, credential_id }) => ({ tenant, credentialId: credential_id }))
}

interface Lease {
  readonly leaseMs: number
  readonly workerId: string
}

/** Leases one due job of the credential; undefined when there is none that may run now. */
export async function takeJob(db: Database, credential: CredentialKey, lease: Lease): Promise<Job | undefined> {
  try {
    return await transaction(db, async (trx) => {
      const found = await nextDue(trx, credential)
      return found && leaseJob(trx, found, lease)
    })
  } catch (error) {
    // Another worker took a job of the same appointment in the same moment: the key has kept them apart.
    if (isDuplicateKey(error, 'sync_jobs_lane')) return undefined
    throw error
  }
}

interface Found {
  readonly id: number | string
  readonly tenant: string
  readonly appointment_uid: string
}

/** The oldest open version of its appointment goes first, and alone; rows that others are looking at are passed over. */
const nextDue = (trx: Transaction, { tenant, credentialId }: CredentialKey): Promise<Found | undefined> =>
  trx('sync_jobs AS job')
    .where({ 'job.tenant': tenant, 'job.credential_id': credentialId })
    .where('job.due_at', '<=', trx.fn.now(3))
    .whereNotExists((other) =>
      other
        .select(trx.raw('1'))
        .from('sync_jobs AS other')
        .whereRaw('other.tenant = job.tenant AND other.appointment_uid = job.appointment_uid AND other.id <> job.id')
        .whereRaw(
          '((other.due_at IS NOT NULL AND other.version < job.version) OR (other.lane IS NOT NULL AND other.locked_until > NOW(3)))',
        ),
    )
    .orderBy('job.due_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .first('job.id', 'job.tenant', 'job.appointment_uid')

async function leaseJob(trx: Transaction, { id, tenant, appointment_uid }: Found, { leaseMs, workerId }: Lease): Promise<Job> {
  // A lease that ran out in the hands of a dead worker holds the appointment no longer.
  const dead = trx('sync_jobs').where({ tenant, lane: appointment_uid }).where('locked_until', '<=', trx.fn.now(3))
  await dead.update({ lane: null, locked_by: null, locked_until: null })
  const until = inMs(trx, leaseMs)
  const lease = { lane: appointment_uid, locked_by: workerId, locked_until: until, due_at: until }
  await trx('sync_jobs')
    .where({ id })
    .update({ ...lease, token: trx.raw('token + 1'), updated_at: trx.fn.now(3) })
  return readJob(trx, String(id))
}
