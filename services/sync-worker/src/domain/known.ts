import type { Job } from './job.ts'
import type { Known } from './plan-steps.ts'

/** What the attempts for an appointment tell besides booking's plan. */
export function knownFrom({ attempts }: Pick<Job, 'attempts'>): Known {
  const written = attempts.filter(({ state, op }) => state === 'written' && op !== 'cancel')
  const booked = new Set(written.filter(({ op }) => op === 'create').map(({ segmentIndex }) => segmentIndex))
  const lost = attempts.filter(({ state, op, segmentIndex }) => {
    return op === 'create' && (state === 'absent' || state === 'review') && !booked.has(segmentIndex)
  })
  return {
    starts: new Map(written.map(({ uid, startMs }) => [uid, startMs])),
    doubtful: new Set(lost.map(({ segmentIndex }) => segmentIndex)),
  }
}
