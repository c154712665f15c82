import { type AnswerContext, refused, reportOf, review, written } from './after-answer.ts'
import type { Finding } from './answer.ts'
import type { Attempt, Turn } from './job.ts'
import type { Settings } from './settings.ts'

export type LookUpContext = Omit<AnswerContext, 'random'> & { readonly nowMs: number }

/** What follows from looking up an attempt whose outcome is open. */
export function afterLookUp(context: LookUpContext, finding: Finding): Turn {
  const { attempt } = context
  switch (finding.kind) {
    case 'happened': {
      const turn = written(context, finding.booking)
      // Somebody moved it since: the truth is told, and not undone; their change comes by webhook.
      return finding.asWanted ? turn : { ...turn, next: { state: 'done', errorCode: 'moved_there' } }
    }
    case 'elsewhere':
      return attempt.op === 'cancel' ? pursue(context, finding.booking) : review(context, 'moved_there')
    case 'dead':
      return review(context, 'cancelled_there')
    case 'absent':
      return attempt.state === 'doubted' ? believe(context) : absent(context)
  }
}

/** It was moved and lives on: booking learns its new uid, and the next plan cancels that one. */
const pursue = (context: LookUpContext, booking: NonNullable<ReturnType<typeof reportOf>['booking']>): Turn => ({
  attempt: { id: context.attempt.id, state: 'unsent' },
  report: reportOf(context, { outcome: 'synced', booking }),
  next: { state: 'queued', goOn: true },
})

/** "Taken" after a lost answer is believed after a second look, since lists lag; other doubts go to a human anyway. */
function believe(context: LookUpContext): Turn {
  const { attempt, settings, nowMs } = context
  const code = attempt.ifAbsent ?? 'unknown_outcome'
  if (code !== 'slot_taken') return review(context, code)
  if (attempt.firstEmptyAtMs !== undefined && nowMs - attempt.firstEmptyAtMs >= settings.absentAgainMs) return refused(context, code)
  return {
    attempt: { id: attempt.id, state: 'doubted', emptyNow: attempt.firstEmptyAtMs === undefined },
    next: { state: 'unknown', dueInMs: settings.absentAgainMs },
  }
}

/** Absent = two empty look-ups far enough apart, the first long enough after sending. Then one retry, then a human. */
function absent(context: LookUpContext): Turn {
  const { attempt, job, settings, nowMs } = context
  const waitMs = untilNextLookUp(attempt, nowMs, settings)
  const proven = attempt.firstEmptyAtMs !== undefined && nowMs - attempt.firstEmptyAtMs >= settings.absentAgainMs
  if (!proven) {
    const counts = attempt.firstEmptyAtMs === undefined && nowMs - attempt.sentAtMs >= settings.absentAfterMs
    return {
      attempt: { id: attempt.id, state: 'unknown', emptyNow: counts },
      next: { state: 'unknown', dueInMs: counts ? settings.absentAgainMs : waitMs, errorCode: job.errorCode },
    }
  }
  const lost = job.attempts.filter(({ state, op, segmentIndex, changeId }) => {
    return state === 'absent' && op === attempt.op && segmentIndex === attempt.segmentIndex && changeId === attempt.changeId
  }).length
  if (lost >= settings.retriesAfterUnknown) return review(context, 'unknown_outcome')
  return { attempt: { id: attempt.id, state: 'absent' }, next: { state: 'queued', goOn: true } }
}

/** Look-ups thin out until one may count: at 1, 4, 16 and 60 s after sending, by default. */
function untilNextLookUp(attempt: Attempt, nowMs: number, { lookUpSoonMs, absentAfterMs, absentAgainMs }: Settings): number {
  if (attempt.firstEmptyAtMs !== undefined) return Math.max(1, attempt.firstEmptyAtMs + absentAgainMs - nowMs)
  const ageMs = nowMs - attempt.sentAtMs
  return Math.max(1, Math.min(Math.max(lookUpSoonMs, 3 * ageMs), absentAfterMs - ageMs))
}
