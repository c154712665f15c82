import { backoffMs } from '@calbridge/core'
import type { Answer } from './answer.ts'
import type { Attempt, Job, Turn } from './job.ts'
import type { Plan } from './plan.ts'
import type { Report } from './report.ts'
import type { Settings } from './settings.ts'

export interface AnswerContext {
  readonly job: Job
  readonly plan: Plan
  readonly attempt: Attempt
  readonly settings: Settings
  /** 0 to below 1. */
  readonly random: () => number
}

type Sent = Pick<AnswerContext, 'job' | 'plan' | 'attempt'>

/** What follows from Cal.com's answer to an attempt (the table of outcomes). */
export function afterAnswer(context: AnswerContext, answer: Answer): Turn {
  const { attempt, settings, job } = context
  switch (answer.kind) {
    case 'written':
      return written(context, answer.booking)
    case 'foreign':
      return answer.olderOfOurs ? written(context, answer.booking) : review(context, 'foreign_booking')
    case 'unsent':
      return wait(context, answer.code, pauseMs(context, answer.retryAfterMs))
    case 'unauthorised':
      return wait(context, answer.code, settings.unauthorisedMs)
    case 'lost_race': {
      const delayMs = settings.retryDelaysMs[job.knownFailures]
      if (delayMs === undefined) return review(context, answer.code)
      return again(context, answer.code, { dueInMs: delayMs, knownFailures: job.knownFailures + 1 })
    }
    case 'taken':
      if (attempt.op === 'cancel') return review(context, answer.code)
      // After an attempt without an answer, it may be our own booking that is in the way.
      return wasLost(job, attempt) ? doubt(context, answer.code, 'slot_taken') : refused(context, answer.code)
    case 'gone':
      return doubt(context, answer.code, answer.code)
    case 'invalid':
      return review(context, answer.code, answer.message)
    case 'unknown':
      return unknown(context, answer.code)
  }
}

/** Was the same thing tried before, and never answered? */
export const wasLost = (job: Job, { op, segmentIndex }: Pick<Attempt, 'op' | 'segmentIndex'>): boolean =>
  job.attempts.some((earlier) => earlier.state === 'absent' && earlier.op === op && earlier.segmentIndex === segmentIndex)

interface About extends Pick<AnswerContext, 'job' | 'plan'> {
  readonly attempt: Pick<Attempt, 'segmentIndex' | 'changeId'>
}

export const reportOf = ({ job, plan, attempt }: About, report: Partial<Report> & Pick<Report, 'outcome'>): Report => ({
  segmentIndex: attempt.segmentIndex,
  changeId: attempt.changeId,
  version: plan.version,
  attemptCount: job.attempts.filter(({ jobId }) => jobId === job.id).length,
  ...report,
})

export const written = (context: Sent, booking: NonNullable<Report['booking']>): Turn => ({
  attempt: { id: context.attempt.id, state: 'written', uid: booking.uid, startMs: booking.startMs },
  report: reportOf(context, { outcome: 'synced', booking }),
  next: { state: 'queued', goOn: true, knownFailures: 0, errorCode: '' },
})

export const refused = (context: Sent, errorCode: string): Turn => ({
  attempt: { id: context.attempt.id, state: 'refused', errorCode },
  report: reportOf(context, { outcome: 'refused', errorCode }),
  next: { state: 'done', errorCode },
})

export const review = (context: Sent, errorCode: string, errorMessage?: string): Turn => ({
  attempt: { id: context.attempt.id, state: 'review', errorCode, errorMessage },
  report: reportOf(context, { outcome: 'manual_review', errorCode, errorMessage }),
  next: { state: 'review', errorCode, errorMessage },
})

/** Booking hears of a trouble when it begins, not at every try. */
function again(context: AnswerContext, errorCode: string, next: Omit<Turn['next'], 'state' | 'errorCode'>): Turn {
  return {
    attempt: { id: context.attempt.id, state: 'unsent', errorCode },
    ...(errorCode !== context.job.errorCode && { report: reportOf(context, { outcome: 'retrying', errorCode }) }),
    next: { ...next, state: 'retrying', errorCode },
  }
}

const wait = (context: AnswerContext, code: string, dueInMs: number): Turn =>
  again(context, code, { dueInMs, waits: context.job.waits + 1 })

const doubt = ({ attempt }: AnswerContext, errorCode: string, ifAbsent: string): Turn => ({
  attempt: { id: attempt.id, state: 'doubted', ifAbsent, errorCode },
  next: { state: 'unknown', goOn: true, errorCode },
})

const unknown = (context: AnswerContext, errorCode: string): Turn => ({
  attempt: { id: context.attempt.id, state: 'unknown', sentNow: true, errorCode },
  report: reportOf(context, { outcome: 'unknown', errorCode }),
  next: { state: 'unknown', dueInMs: context.settings.lookUpSoonMs, errorCode },
})

/** Until the told time and a little more, so that not everybody comes back at once; else doubling; never above the bound by much. */
export function pauseMs({ job, settings, random }: Pick<AnswerContext, 'job' | 'settings' | 'random'>, toldMs?: number): number {
  const { outageMinMs, outageMaxMs } = settings
  if (toldMs !== undefined) return Math.ceil(Math.max(toldMs, 1) + random() * outageMinMs)
  return outageMinMs + backoffMs({ initialMs: outageMinMs, maxMs: outageMaxMs }, job.waits + 1, random)
}
