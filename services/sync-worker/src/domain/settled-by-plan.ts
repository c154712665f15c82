import type { Remote } from './answer.ts'
import type { Attempt } from './job.ts'
import { type Plan, type PlanSegment, standsThere } from './plan.ts'

/** A webhook may have told booking what became of an attempt: the booking it knows then. Nothing has to be looked up. */
export function settledByPlan(plan: Plan, attempt: Attempt): Remote | undefined {
  const segment = plan.segments.find(({ index }) => index === attempt.segmentIndex)
  return segment && segment.uid !== '' && settles(segment, attempt) ? remoteOf(segment, attempt) : undefined
}

function settles(segment: PlanSegment, attempt: Attempt): boolean {
  switch (attempt.op) {
    case 'create':
      return true
    case 'reschedule':
      return segment.previousUid === attempt.targetUid && (segment.remoteStartMs ?? attempt.startMs) === attempt.startMs
    case 'cancel':
      return segment.uid === attempt.targetUid && !standsThere(segment.status)
  }
}

const remoteOf = (segment: PlanSegment, attempt: Attempt): Remote => ({
  uid: segment.uid,
  id: segment.bookingId,
  status: segment.status,
  startMs: segment.remoteStartMs ?? attempt.startMs,
  updatedAtMs: 0,
  hostId: 0,
})
