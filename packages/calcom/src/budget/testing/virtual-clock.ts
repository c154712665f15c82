import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '@calbridge/core'

interface Sleeper {
  readonly dueMs: number
  readonly order: number
  readonly wake: () => void
}

/**
 * Time for code that talks to a real server: it goes to the next moment at which somebody wakes only when nothing is under
 * way any more. So an answer takes no time, but for what the test says, and a schedule is the same each time.
 */
export class VirtualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>()
  readonly #underWay = new Set<Promise<unknown>>()
  #nowMs = 0
  #order = 0

  now(): number {
    return this.#nowMs
  }

  monotonic(): number {
    return this.#nowMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        this.#sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const wake = () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      const sleeper: Sleeper = { dueMs: this.#nowMs + Math.max(0, ms), order: this.#order++, wake }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** Time stands still until this has come back. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay.add(work)
    try {
      return await work
    } finally {
      this.#underWay.delete(work)
    }
  }

  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      await this.#settle()
      const next = this.#next()
      if (!next || next.dueMs > endMs) break
      this.#nowMs = next.dueMs
      this.#sleepers.delete(next)
      next.wake()
    }
    this.#nowMs = Math.max(this.#nowMs, endMs)
  }

  async #settle(): Promise<void> {
    await turn()
    while (this.#underWay.size > 0) {
      await Promise.allSettled(this.#underWay)
      await turn()
    }
  }

  #next(): Sleeper | undefined {
    let first: Sleeper | undefined
    for (const sleeper of this.#sleepers) {
      if (!first || sleeper.dueMs < first.dueMs || (sleeper.dueMs === first.dueMs && sleeper.order < first.order)) first = sleeper
    }
    return first
  }
}
