import { AppError, type Clock, describe, type Log } from '@calbridge/core'
import { pauseMs } from '../domain/after-answer.ts'
import type { Answer, Finding } from '../domain/answer.ts'
import { isOpen, type Job } from '../domain/job.ts'
import type { Op } from '../domain/plan.ts'
import type { Report } from '../domain/report.ts'
import type { Settings } from '../domain/settings.ts'
import { commit, deliver } from './commit.ts'
import { nextTurn } from './next-turn.ts'
import type { BookingPort, CalcomOf, JobStore } from './ports.ts'

export interface RunDeps {
  readonly store: JobStore
  readonly booking: BookingPort
  readonly calcomOf: CalcomOf
  readonly settings: Settings
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  readonly onAnswer?: ((op: Op, answer: Answer, ms: number) => void) | undefined
  readonly onLookUp?: ((finding: Finding) => void) | undefined
  /** Booking has accepted a result. */
  readonly onRecorded?: ((job: Job, report: Report) => void) | undefined
}

// Every round settles, sends or ends something; a job that needs more is not getting anywhere.
const MAX_ROUNDS = 40

/**
 * Brings Cal.com to the wanted state of the job's appointment, as far as it can now, and gives the job back or ends it.
 * Safe to repeat and to be killed anywhere: what it owes is stored before it is done.
 * Gives how long the credential had better rest, in milliseconds; 0 for not at all. Throws only what the store throws.
 */
export async function runJob(deps: RunDeps, taken: Job, signal: AbortSignal): Promise<number> {
  let job = taken
  try {
    if (job.owed) {
      const delivered = await deliver(deps, job)
      if (!delivered.goOn) return 0
      job = delivered.job
    }
    for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round++) {
      const turn = await nextTurn(deps, job)
      const after = await commit(deps, job, turn)
      if (!after.goOn) return turn.restMs ?? 0
      job = after.job
    }
    await deps.store.store(job, {
      next: { state: job.attempts.some(isOpen) ? 'unknown' : 'queued', dueInMs: signal.aborted ? 0 : 60_000 },
      release: true,
    })
    return 0
  } catch (error) {
    return await postpone(deps, job, error)
  }
}

/** Booking or Cal.com can't be asked now: the job keeps its state, and no retry is used up. */
async function postpone(deps: RunDeps, job: Job, cause: unknown): Promise<number> {
  const error = AppError.from(cause)
  if (error.reason === 'lease_lost') {
    deps.log.warn({ job: job.id, appointment: job.appointmentUid }, 'lease lost: another worker goes on')
    return 0
  }
  const dueInMs = pauseMs({ job, settings: deps.settings, random: deps.random }, error.retryAfterMs)
  const errorCode = error.reason ?? error.code
  deps.log.warn(
    { job: job.id, appointment: job.appointmentUid, error_code: errorCode, due_in_ms: dueInMs, error: describe(cause) },
    'sync job waits',
  )
  const state = job.attempts.some(isOpen) ? 'unknown' : 'retrying'
  const kept = job.attempts.find(isOpen)?.state === 'sending' ? 'sending' : state
  await deps.store.store(job, { next: { state: kept, dueInMs, waits: job.waits + 1, errorCode }, release: true })
  return 0
}
