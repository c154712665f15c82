import type { Rules, Segment, Way, WaySegment } from './composite.ts'
import { knownFree } from './known-free.ts'
import type { IsLower } from './lowest-in-window.ts'
import { type Step, Timeline } from './timeline.ts'

const lower: IsLower = (a, b) => a < b

/**
 * For each start of the first segment the best way through, earliest start first: the one that ends first; of those the one with most
 * segments done by the preferred staff member; of those the one with the fewest changes of staff.
 *
 * From the last segment back to the first, each time of each staff member gets the best that can follow on it, and is dropped when
 * nothing can. What can follow begins in one window of the next segment's times, and only the best of the window is looked up: once
 * among the same person's times, once among everybody's, which is then a change. So no combination is ever tried: with C times in all
 * (segments × staff × slots), sorting them takes O(C log C), and so does the rest: two binary searches and a sparse table of at most
 * log C levels. `isLower` compares two scores.
 */
export function findWays(segments: readonly Segment[], rules: Rules, isLower = lower): Way[] {
  const { ending, notPreferred, change } = weightsOf(segments.length)
  const freeUntil = rules.staffStays ? knownFree(segments) : () => Number.POSITIVE_INFINITY

  const bestAfter = ({ choice, startMs, endMs }: Time, { gapMinMs, gapMaxMs, keepsStaff }: Segment, following: Timeline) => {
    const fromMs = endMs + gapMinMs
    const toMs = Math.min(endMs + gapMaxMs, freeUntil(choice.staffId, startMs) ?? endMs)
    const same = following.bestOf(choice.staffId, fromMs, toMs)
    const any = keepsStaff ? undefined : following.best(fromMs, toMs)
    if (any && (!same || isLower(any.score + change, same.score))) return { next: any, score: any.score + change }
    return same && { next: same, score: same.score }
  }

  let following: Timeline | undefined
  for (const segment of segments.toReversed()) {
    const steps: Step[] = []
    for (const time of timesOf(segment)) {
      const { choice, startMs, endMs } = time
      const best = following ? bestAfter(time, segment, following) : { next: undefined, score: endMs * ending }
      const isPreferred = rules.preferredStaffId === '' || choice.staffId === rules.preferredStaffId
      if (best) steps.push({ choice, startMs, endMs, next: best.next, score: best.score + (isPreferred ? 0 : notPreferred) })
    }
    following = new Timeline(steps, isLower)
  }
  return following ? bestOfEachStart(following.steps, isLower).map((first) => wayOf(first, segments)) : []
}

type Time = Pick<Step, 'choice' | 'startMs' | 'endMs'>

/** The three parts of a score as digits of one number: no count reaches the base, and 4e12 ms × base² is exact for 40 segments and more. */
function weightsOf(segments: number) {
  const base = segments + 1
  return { ending: base * base, notPreferred: base, change: 1 }
}

/** Ascending by start; of one start the preferred first, as the sort is stable. */
const timesOf = ({ choices }: Segment): Time[] =>
  choices
    .flatMap((choice) => choice.startsMs.map((startMs) => ({ choice, startMs, endMs: startMs + choice.durationMs })))
    .sort((a, b) => a.startMs - b.startMs)

function bestOfEachStart(steps: readonly Step[], isLower: IsLower): Step[] {
  const best = new Map<number, Step>()
  for (const step of steps) {
    const known = best.get(step.startMs)
    if (!known || isLower(step.score, known.score)) best.set(step.startMs, step)
  }
  return [...best.values()]
}

function wayOf(first: Step, segments: readonly Segment[]): Way {
  const parts: WaySegment[] = []
  for (let step: Step | undefined = first; step; step = step.next) {
    const { choice, startMs, endMs } = step
    parts.push({ key: segments[parts.length]!.key, staffId: choice.staffId, eventTypeId: choice.eventTypeId, startMs, endMs })
  }
  return { startMs: first.startMs, endMs: parts.at(-1)!.endMs, segments: parts }
}
