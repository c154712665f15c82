import { AppError } from '@calbridge/core'
import { reportOf, written } from '../domain/after-answer.ts'
import { isOpen, type Job, type Turn } from '../domain/job.ts'
import { knownFrom } from '../domain/known.ts'
import type { Plan, PlanSegment } from '../domain/plan.ts'
import { type Known, planSteps, type Step } from '../domain/plan-steps.ts'
import { carryOut } from './carry-out.ts'
import { resolveOpen } from './resolve-open.ts'
import type { RunDeps } from './run-job.ts'

/** Asks booking for the state of things, and does the next thing that they call for. */
export async function nextTurn(deps: RunDeps, job: Job): Promise<Turn> {
  let plan: Plan
  try {
    plan = await deps.booking.plan(job.tenant, job.appointmentUid)
  } catch (cause) {
    if (AppError.from(cause).code !== 'not_found') throw cause
    return { next: { state: 'review', errorCode: 'appointment_not_found' } }
  }
  const open = job.attempts.find(isOpen)
  if (open) return resolveOpen(deps, job, plan, open)

  const known = await inspected(deps, job, plan, knownFrom(job))
  for (const step of planSteps(plan, known)) {
    const turn = await doStep(deps, job, plan, step)
    if (turn) return turn
  }
  return nothingToDo(job, plan)
}

async function doStep(deps: RunDeps, job: Job, plan: Plan, step: Step): Promise<Turn | undefined> {
  switch (step.op) {
    case 'search':
      return search(deps, job, plan, step.segment)
    case 'inspect':
      return undefined
    case 'review':
      return {
        report: reportOf(
          { job, plan, attempt: { changeId: plan.changeId, segmentIndex: step.segment.index } },
          { outcome: 'manual_review', errorCode: step.code },
        ),
        next: { state: 'review', errorCode: step.code },
      }
    default:
      return carryOut(deps, job, plan, step)
  }
}

/** Starts that neither booking nor our own attempts know are read at Cal.com. */
async function inspected(deps: RunDeps, job: Job, plan: Plan, known: Known): Promise<Known> {
  const starts = new Map(known.starts)
  for (const { op, segment } of planSteps(plan, known)) {
    if (op !== 'inspect') continue
    const calcom = deps.calcomOf({ tenant: job.tenant, credentialId: segment.credentialId || job.credentialId })
    starts.set(segment.uid, await calcom.startOf(segment))
  }
  return { ...known, starts }
}

/** It is to be gone, and a create for it was never answered: if it came to be after all, booking learns of it, and it is cancelled. */
async function search(deps: RunDeps, job: Job, plan: Plan, segment: PlanSegment): Promise<Turn | undefined> {
  const lost = job.attempts.findLast(({ op, segmentIndex }) => op === 'create' && segmentIndex === segment.index)!
  const calcom = deps.calcomOf({ tenant: job.tenant, credentialId: segment.credentialId || job.credentialId })
  const finding = await calcom.lookUp(plan, segment, lost)
  return finding.kind === 'happened' ? written({ job, plan, attempt: lost }, finding.booking) : undefined
}

/** Cal.com is as wanted. Booking is told when it does not know. */
function nothingToDo(job: Job, plan: Plan): Turn {
  const next = { state: plan.changeId === job.changeId ? ('done' as const) : ('superseded' as const) }
  const segment = plan.segments[0]
  if (plan.synced || plan.failed || !segment || plan.changeId !== job.changeId) return { next }
  return { next, report: reportOf({ job, plan, attempt: { changeId: plan.changeId, segmentIndex: segment.index } }, { outcome: 'synced' }) }
}
