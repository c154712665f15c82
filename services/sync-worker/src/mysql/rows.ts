import { type Database, fromJson, type Transaction } from '@calbridge/mysql'
import type { Attempt, Job } from '../domain/job.ts'
import type { Op } from '../domain/plan.ts'

export interface JobRow {
  id: number | string
  tenant: string
  appointment_uid: string
  change_id: string
  kind: Op
  version: number
  credential_id: string
  occurred_at: Date
  traceparent: string | null
  state: Job['state']
  due_at: Date | null
  locked_until: Date | null
  token: number
  known_failures: number
  waits: number
  error_code: string
  owed: unknown
}

interface AttemptRow {
  id: number | string
  job_id: number | string
  token: number
  change_id: string
  op: Op
  segment_index: number
  target_uid: string
  start_at: Date
  state: Attempt['state']
  sent_at: Date
  first_empty_at: Date | null
  if_absent: string | null
  calcom_uid: string
}

/** A job with the attempts for its appointment, as they stand in this transaction. */
export async function readJob(db: Database | Transaction, id: string): Promise<Job> {
  const row: JobRow & { now: Date } = await db('sync_jobs').where({ id }).first('*', db.raw('NOW(3) AS now'))
  const attempts: AttemptRow[] = await db('sync_attempts').where({ tenant: row.tenant, appointment_uid: row.appointment_uid }).orderBy('id')
  return { ...toJob(row), nowMs: row.now.getTime(), attempts: attempts.map(toAttempt) }
}

const toJob = (row: JobRow): Omit<Job, 'attempts' | 'nowMs'> => ({
  id: String(row.id),
  tenant: row.tenant,
  appointmentUid: row.appointment_uid,
  changeId: row.change_id,
  kind: row.kind,
  version: row.version,
  credentialId: row.credential_id,
  occurredAtMs: row.occurred_at.getTime(),
  traceparent: row.traceparent ?? undefined,
  state: row.state,
  token: row.token,
  knownFailures: row.known_failures,
  waits: row.waits,
  errorCode: row.error_code,
  owed: fromJson<Job['owed'] | null>(row.owed) ?? undefined,
})

const toAttempt = (row: AttemptRow): Attempt => ({
  id: String(row.id),
  jobId: String(row.job_id),
  token: row.token,
  changeId: row.change_id,
  op: row.op,
  segmentIndex: row.segment_index,
  targetUid: row.target_uid,
  startMs: row.start_at.getTime(),
  state: row.state,
  sentAtMs: row.sent_at.getTime(),
  firstEmptyAtMs: row.first_empty_at?.getTime(),
  ifAbsent: row.if_absent ?? undefined,
  uid: row.calcom_uid,
})
