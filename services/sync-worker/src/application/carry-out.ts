import { AppError } from '@calbridge/core'
import { afterAnswer, refused, review, wasLost } from '../domain/after-answer.ts'
import { type Attempt, isOpen, type Job, type NewAttempt, type Turn } from '../domain/job.ts'
import type { Op, Plan } from '../domain/plan.ts'
import type { Step } from '../domain/plan-steps.ts'
import type { CalcomPort } from './ports.ts'
import type { RunDeps } from './run-job.ts'

export type WritingStep = Extract<Step, { op: Op }>

/** Sends one step: commits the attempt, asks Cal.com, and says what follows. Throws `begin`'s errors; nothing was sent then. */
export async function carryOut(deps: RunDeps, job: Job, plan: Plan, { op, segment }: WritingStep): Promise<Turn> {
  const wanted = {
    changeId: plan.changeId,
    op,
    segmentIndex: segment.index,
    targetUid: op === 'create' ? '' : segment.uid,
    startMs: segment.startMs,
  }

  const before = { job, plan, attempt: unsent(job, wanted), settings: deps.settings, random: deps.random }

  let calcom: CalcomPort
  try {
    calcom = deps.calcomOf({ tenant: job.tenant, credentialId: segment.credentialId || job.credentialId })
  } catch (error) {
    // No key, or none that can be opened: like one that Cal.com refuses, only a human can mend it.
    return withoutAttempt(afterAnswer(before, { kind: 'unauthorised', code: AppError.from(error).reason ?? 'credential' }))
  }

  // A lost race: look before running again. After a lost answer our own booking may hide the slot, so the send itself must tell.
  if (job.errorCode === 'lost_race' && op !== 'cancel' && !wasLost(job, wanted) && !(await calcom.isListed(segment))) {
    return withoutAttempt(refused(before, 'slot_taken'))
  }

  const sending = await beginOrNothing(deps, job, wanted)
  // Booking has forgotten a booking that we made: sending again would make a second one.
  if (!sending) return withoutAttempt(review(before, 'already_written'))
  const attempt = sending.attempts.find(isOpen)!
  const startedMs = deps.clock.monotonic()
  const answer = await calcom[op](plan, segment)
  deps.onAnswer?.(op, answer, deps.clock.monotonic() - startedMs)
  return afterAnswer({ ...before, job: sending, attempt }, answer)
}

async function beginOrNothing({ store }: RunDeps, job: Job, wanted: NewAttempt): Promise<Job | undefined> {
  try {
    return await store.begin(job, wanted)
  } catch (error) {
    if (AppError.from(error).reason === 'already_written') return undefined
    throw error
  }
}

const withoutAttempt = ({ attempt: _, ...turn }: Turn): Turn => turn

const unsent = (job: Job, wanted: NewAttempt): Attempt => ({
  ...wanted,
  id: '',
  jobId: job.id,
  token: job.token,
  state: 'unsent',
  sentAtMs: job.nowMs,
  uid: '',
})
