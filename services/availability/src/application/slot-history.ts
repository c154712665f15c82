import type { CallContext } from '@calbridge/contracts'
import type { Range } from '../domain/cached-day.ts'
import type { Named } from '../domain/day-view.ts'
import type { FoundDays } from './query.ts'

/** An answer that was given, by reference: nothing is computed or copied until it is written. */
export interface Answered {
  readonly tenant: string
  readonly answerId: string
  readonly context: Pick<CallContext, 'callId' | 'requestId'> | undefined
  /** The RPC. */
  readonly operation: string
  readonly range: Range
  readonly holder: string
  readonly found: FoundDays
  /** What the answer named, where that is not all that is free. */
  readonly named?: readonly Named[] | undefined
}

/** Called after an answer. Never throws, never waits. */
export type RecordAnswer = (answered: Answered) => void

export interface SlotHistoryOptions {
  /** Of answers that nobody can ask for by call or request: one in so many is kept. */
  readonly oneIn: number
  /** What may wait to be written, in days of answers: each holds a cached day in memory. */
  readonly maxDays: number
  readonly onDropped: (answers: number) => void
}

/**
 * Answers that wait to be written. Every answer whose caller gave a call or request id is kept, because somebody can ask
 * for it; of the others a sample, enough to see what a service without ids was told. What does not fit is dropped.
 */
export class SlotHistory {
  readonly #waiting: Answered[] = []
  #days = 0
  #anonymous = 0
  readonly #options: SlotHistoryOptions

  constructor(options: SlotHistoryOptions) {
    this.#options = options
  }

  readonly record: RecordAnswer = (answered) => {
    const { context } = answered
    const { oneIn, maxDays, onDropped } = this.#options
    const asked = context !== undefined && (context.callId !== '' || context.requestId !== '')
    if (!asked && this.#anonymous++ % oneIn !== 0) return
    if (this.#days >= maxDays) return onDropped(1)
    this.#days += daysIn(answered)
    this.#waiting.push(answered)
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** The oldest answers, of at most so many days together, but one at least: they wait no more. */
  take(mostDays: number): readonly Answered[] {
    let [count, days] = [0, 0]
    for (const answered of this.#waiting) {
      if (count > 0 && days + daysIn(answered) > mostDays) break
      count++
      days += daysIn(answered)
    }
    this.#days -= days
    return this.#waiting.splice(0, count)
  }
}

const daysIn = ({ found }: Answered): number => found.found.length + 1
