import { AppError, describe } from '@calbridge/core'
import { pauseMs } from '../domain/after-answer.ts'
import type { Job, Turn } from '../domain/job.ts'
import type { RunDeps } from './run-job.ts'

type After = { readonly goOn: true; readonly job: Job } | { readonly goOn: false }

/** Stores a transition; what booking must hear of it is stored with it, and told before it takes effect. */
export async function commit(deps: RunDeps, job: Job, { next, attempt, report }: Turn): Promise<After> {
  if (!report) {
    const stored = await deps.store.store(job, { next, attempt, release: !next.goOn })
    return next.goOn ? { goOn: true, job: stored } : { goOn: false }
  }
  const owed = { report, next }
  return deliver(deps, await deps.store.store(job, { next: { state: 'recording' }, attempt, owed, release: false }))
}

/** Tells booking a result, again and again until it is accepted: here once, then with growing pauses. */
export async function deliver(deps: RunDeps, job: Job): Promise<After> {
  const { report, next } = job.owed!
  try {
    await deps.booking.record(job, report)
  } catch (cause) {
    const error = AppError.from(cause)
    if (error.permanent) return giveUp(deps, job, cause)
    const dueInMs = pauseMs({ job, settings: deps.settings, random: deps.random }, error.retryAfterMs)
    deps.log.warn({ job: job.id, appointment: job.appointmentUid, due_in_ms: dueInMs, error: describe(cause) }, 'result not accepted yet')
    await deps.store.store(job, { next: { state: 'recording', dueInMs, waits: job.waits + 1 }, owed: job.owed, release: true })
    return { goOn: false }
  }
  deps.onRecorded?.(job, report)
  const stored = await deps.store.store(job, { next: { waits: 0, ...next }, release: !next.goOn })
  return next.goOn ? { goOn: true, job: stored } : { goOn: false }
}

/** Booking will never take it (the appointment is gone, the message is wrong): a human has to look, and nothing is sent again. */
async function giveUp(deps: RunDeps, job: Job, cause: unknown): Promise<After> {
  deps.log.error(
    { job: job.id, appointment: job.appointmentUid, error: describe(cause) },
    'Cal.com sync failed: booking refuses the result',
  )
  await deps.store.store(job, { next: { state: 'review', errorCode: 'result_refused' }, release: true })
  return { goOn: false }
}
