import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '@calbridge/core'
import { seededRandom } from '@calbridge/testkit'
import { sleepOn } from './sleep.ts'
import { Timeline } from './timeline.ts'
import { Trace } from './trace.ts'

export interface SimulationOptions {
  readonly seed: number
  /** What the world's clock shows at the beginning, epoch milliseconds. */
  readonly startMs?: number
  readonly trace?: Trace
}

/** Steps of one run; more of them means that something turns in a circle. */
const MOST_STEPS = 1_000_000

/**
 * A world of its own: time passes only when nothing is left to do, and whatever could have gone one way or the other is decided by
 * the seed. The same seed and the same code give the same run, step by step.
 */
export class Simulation {
  readonly trace: Trace
  /** The world's clock: for servers that keep the time for all, and for the judge. Each process has a clock of its own. */
  readonly clock: Clock
  readonly #seed: number
  readonly #timeline: Timeline
  #elapsedMs = 0
  #failure: { readonly error: unknown } | undefined

  constructor({ seed, startMs = Date.UTC(2026, 2, 2, 9), trace = new Trace() }: SimulationOptions) {
    this.#seed = seed
    this.trace = trace
    this.#timeline = new Timeline(this.random('order'))
    this.clock = {
      now: () => startMs + this.#elapsedMs,
      monotonic: () => this.#elapsedMs,
      sleep: sleepOn((ms, wake) => this.after(ms, wake)),
    }
  }

  /** Virtual milliseconds since the beginning. */
  get elapsedMs(): number {
    return this.#elapsedMs
  }

  /** A stream of its own for each name, so that one more draw here changes nothing there. */
  random(name: string): () => number {
    let hash = this.#seed
    for (const letter of name) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x9e3779b1)
    return seededRandom(hash)
  }

  /** Gives what calls it off. */
  after(ms: number, action: () => void): () => void {
    return this.#timeline.add(this.#elapsedMs + Math.max(0, ms), action)
  }

  note(who: string, what: string): void {
    this.trace.note(this.#elapsedMs, who, what)
  }

  /** Ends the run with this error, wherever it was found. */
  fail(error: unknown): void {
    this.#failure ??= { error }
  }

  /** Lets so much time pass. Throws what `fail` was told. */
  async run(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms
    await turn() // what was begun before gets to its first wait
    for (let step = 0; !this.#failure; step++) {
      const next = this.#timeline.take(endMs)
      if (!next) break
      if (step > MOST_STEPS) throw new Error(`no end after ${MOST_STEPS} steps`)
      this.#elapsedMs = next.dueMs
      next.action()
      await turn() // all that follows at once, before anything else happens
    }
    if (this.#failure) throw this.#failure.error
    this.#elapsedMs = endMs
  }
}
