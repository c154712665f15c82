import { type Op, type Plan, type PlanSegment, standsThere } from './plan.ts'

/** One thing to do for one segment. */
export type Step =
  | { readonly op: Op; readonly segment: PlanSegment }
  /** Its start at Cal.com is not known here: read the booking, then plan again. */
  | { readonly op: 'inspect'; readonly segment: PlanSegment }
  /** A lost create may yet have booked: look before saying that there is nothing to cancel. */
  | { readonly op: 'search'; readonly segment: PlanSegment }
  /** The two sides contradict each other in a way that only a human can settle. */
  | { readonly op: 'review'; readonly segment: PlanSegment; readonly code: string }

/** What is known besides the plan, from what was sent before. */
export interface Known {
  /** Uid of a booking there → its start. */
  readonly starts: ReadonlyMap<string, number>
  /** Segments whose create was sent, never answered and not found. */
  readonly doubtful: ReadonlySet<number>
}

/** What brings Cal.com to the wanted state, in the order to do it in; empty when it is there already. */
export function planSteps(plan: Plan, known: Known): Step[] {
  if (plan.wanted === 'as_it_is') return []
  const steps = plan.segments.flatMap((segment) => stepFor(plan, segment, known))
  return inOrder(steps, known)
}

function stepFor(plan: Plan, segment: PlanSegment, known: Known): Step[] {
  const there = segment.uid !== '' && standsThere(segment.status)
  if (plan.wanted === 'gone') {
    if (there) return [{ op: 'cancel', segment }]
    return segment.uid === '' && known.doubtful.has(segment.index) ? [{ op: 'search', segment }] : []
  }
  if (segment.uid === '') return [{ op: 'create', segment }]
  // Never a new booking in its place: it would come back as a second one (nothing there is terminal).
  if (!there) return [{ op: 'review', segment, code: 'cancelled_there' }]
  const startMs = startThere(segment, known)
  if (startMs === undefined) return [{ op: 'inspect', segment }]
  return startMs === segment.startMs ? [] : [{ op: 'reschedule', segment }]
}

/** The plan's word first; what was sent from here is older. */
const startThere = (segment: PlanSegment, known: Known): number | undefined => segment.remoteStartMs ?? known.starts.get(segment.uid)

/**
 * Parts of one appointment must not run into each other on their way: moving later begins with the last,
 * moving earlier with the first. Cancelling goes from the last to the first.
 */
function inOrder(steps: Step[], known: Known): Step[] {
  const last = steps.findLast(({ op }) => op === 'reschedule')
  const later = last !== undefined && (startThere(last.segment, known) ?? 0) < last.segment.startMs
  const backwards = later || steps.some(({ op }) => op === 'cancel')
  return backwards ? steps.toReversed() : steps
}
