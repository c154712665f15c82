import { AppError } from '@calbridge/core'
import { isDuplicateKey, type Transaction } from '@calbridge/mysql'
import type { JobRef } from '../application/ports.ts'
import { type AttemptChange, isOpen, type NewAttempt } from '../domain/job.ts'

/** The caller holds the job's row in this transaction, which keeps other workers of the appointment out. */
export async function beginAttempt(trx: Transaction, { id, token }: JobRef, wanted: NewAttempt): Promise<void> {
  const job = await trx('sync_jobs').where({ id }).first('tenant', 'appointment_uid')
  const booked = { ...job, op: 'create', state: 'written', segment_index: wanted.segmentIndex }
  if (wanted.op === 'create' && (await trx('sync_attempts').where(booked).first('id')))
    throw new AppError('conflict', 'this part was booked already', { reason: 'already_written' })
  try {
    await trx('sync_attempts').insert({
      ...job,
      job_id: id,
      token,
      change_id: wanted.changeId,
      op: wanted.op,
      segment_index: wanted.segmentIndex,
      target_uid: wanted.targetUid,
      start_at: new Date(wanted.startMs),
      state: 'sending',
      open_lane: job.appointment_uid,
      sent_at: trx.fn.now(3),
    })
  } catch (error) {
    if (!isDuplicateKey(error, 'sync_attempts_open')) throw error
    throw new AppError('conflict', 'an earlier attempt is unresolved', { reason: 'attempt_open' })
  }
}

export async function changeAttempt(trx: Transaction, change: AttemptChange): Promise<void> {
  const { id, state, sentNow, emptyNow, ifAbsent, uid, startMs, errorCode, errorMessage } = change
  await trx('sync_attempts')
    .where({ id })
    .update({
      state,
      ...(!isOpen({ state }) && { open_lane: null, ended_at: trx.fn.now(3) }),
      ...(sentNow && { sent_at: trx.fn.now(3) }),
      ...(emptyNow && { first_empty_at: trx.fn.now(3) }),
      ...(ifAbsent !== undefined && { if_absent: ifAbsent.slice(0, 64) }),
      ...(uid !== undefined && { calcom_uid: uid }),
      ...(startMs !== undefined && { start_at: new Date(startMs) }),
      ...(errorCode !== undefined && { error_code: errorCode.slice(0, 64) }),
      ...(errorMessage !== undefined && { error_message: errorMessage.slice(0, 255) }),
    })
}
