import { written } from '../domain/after-answer.ts'
import { afterLookUp } from '../domain/after-look-up.ts'
import type { Attempt, Job, Turn } from '../domain/job.ts'
import type { Plan } from '../domain/plan.ts'
import { settledByPlan } from '../domain/settled-by-plan.ts'
import type { RunDeps } from './run-job.ts'

/** Finds out what became of an attempt without an answer. Nothing is sent for the appointment before that. */
export async function resolveOpen(deps: RunDeps, job: Job, plan: Plan, attempt: Attempt): Promise<Turn> {
  const { settings } = deps
  if (attempt.state === 'sending') {
    // Its sender died, or is slow: it may be on the wire until its own time is over.
    const overAtMs = attempt.sentAtMs + settings.budgetWaitMs + settings.writeTimeoutMs
    if (job.nowMs < overAtMs) return { next: { state: 'sending', dueInMs: overAtMs - job.nowMs } }
  }
  const known = settledByPlan(plan, attempt)
  if (known) {
    // Booking told us: its own facts are not told back to it as news.
    const turn = written({ job, plan, attempt }, known)
    return { ...turn, report: turn.report && { ...turn.report, booking: undefined } }
  }

  const segment = plan.segments.find(({ index }) => index === attempt.segmentIndex)
  if (!segment) return { attempt: { id: attempt.id, state: 'review' }, next: { state: 'review', errorCode: 'segment_gone' } }
  const calcom = deps.calcomOf({ tenant: job.tenant, credentialId: segment.credentialId || job.credentialId })
  const finding = await calcom.lookUp(plan, segment, attempt)
  deps.onLookUp?.(finding)
  return afterLookUp({ job, plan, attempt, settings, nowMs: job.nowMs }, finding)
}
