import type { Choice } from './composite.ts'
import { type IsLower, LowestInWindow } from './lowest-in-window.ts'
import { firstNotBefore } from './position.ts'

/** A time for one segment, and the best that can follow on it. */
export interface Step {
  readonly choice: Choice
  readonly startMs: number
  readonly endMs: number
  /** Of this and all that follows; the lower the better. */
  readonly score: number
  readonly next: Step | undefined
}

/** The steps of one segment that lead to an end, to be asked for the best that begins in a window. */
export class Timeline {
  /** Ascending by start; of one start the preferred first. */
  readonly steps: readonly Step[]
  readonly #all: (fromMs: number, toMs: number) => Step | undefined
  readonly #byStaff: ReadonlyMap<string, (fromMs: number, toMs: number) => Step | undefined>

  constructor(steps: readonly Step[], isLower: IsLower) {
    this.steps = steps
    this.#all = bestOf(steps, isLower)
    const own = Map.groupBy(steps, ({ choice }) => choice.staffId)
    own.delete('') // not known to be the same person
    this.#byStaff = new Map([...own].map(([staffId, theirs]) => [staffId, bestOf(theirs, isLower)]))
  }

  /** Of all who can do it. Both ends inclusive. */
  best(fromMs: number, toMs: number): Step | undefined {
    return this.#all(fromMs, toMs)
  }

  bestOf(staffId: string, fromMs: number, toMs: number): Step | undefined {
    return this.#byStaff.get(staffId)?.(fromMs, toMs)
  }
}

function bestOf(steps: readonly Step[], isLower: IsLower): (fromMs: number, toMs: number) => Step | undefined {
  const startsMs = new Float64Array(steps.map((step) => step.startMs))
  const scores = new LowestInWindow(new Float64Array(steps.map((step) => step.score)), isLower)
  return (fromMs, toMs) => {
    const found = scores.find(firstNotBefore(startsMs, fromMs), firstNotBefore(startsMs, toMs + 1))
    return found === undefined ? undefined : steps[found]
  }
}
