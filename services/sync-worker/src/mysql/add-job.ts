import { isDuplicateKey, type Transaction } from '@calbridge/mysql'
import type { NewJob } from '../domain/job.ts'

/** Stores a job once per change; a newer change leaves nothing to do for older jobs that are idle. */
export async function addJob(trx: Transaction, job: NewJob): Promise<'stored' | 'duplicate'> {
  try {
    await trx('sync_jobs').insert({
      tenant: job.tenant,
      appointment_uid: job.appointmentUid,
      change_id: job.changeId,
      kind: job.kind,
      version: job.version,
      credential_id: job.credentialId,
      occurred_at: new Date(job.occurredAtMs),
      traceparent: job.traceparent ?? null,
      state: 'queued',
      due_at: trx.fn.now(3),
    })
  } catch (error) {
    if (isDuplicateKey(error, 'sync_jobs_change')) return 'duplicate'
    throw error
  }
  await trx('sync_jobs')
    .where({ tenant: job.tenant, appointment_uid: job.appointmentUid, lane: null })
    .where('version', '<', job.version)
    .whereIn('state', ['queued', 'retrying'])
    .update({ state: 'superseded', due_at: null, updated_at: trx.fn.now(3) })
  return 'stored'
}
