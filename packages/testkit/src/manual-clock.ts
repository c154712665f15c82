import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '@calbridge/core'

export interface ManualClock extends Clock {
  /** Lets time pass: sleepers wake in the order of their times, and what they start by then sleeps on it too. */
  advance(ms: number): Promise<void>
  /** Moves the machine's clock alone, as NTP or a person does. Nobody wakes. */
  jump(ms: number): void
  /** How many sleep now. */
  readonly sleepers: number
}

interface Sleeper {
  readonly dueMs: number
  readonly wake: () => void
}

/** A clock that stands still until the test moves it. */
export function manualClock(startMs = Date.UTC(2026, 2, 2, 9)): ManualClock {
  let wallMs = startMs
  let monotonicMs = 0
  const sleepers = new Set<Sleeper>()

  const moveTo = (ms: number) => {
    wallMs += ms - monotonicMs
    monotonicMs = ms
  }
  // Those who sleep to the same moment wake in the order in which they lay down.
  const next = (beforeMs: number): Sleeper | undefined => {
    let first: Sleeper | undefined
    for (const sleeper of sleepers) if (sleeper.dueMs <= beforeMs && (!first || sleeper.dueMs < first.dueMs)) first = sleeper
    return first
  }

  return {
    now: () => wallMs,
    monotonic: () => monotonicMs,
    get sleepers() {
      return sleepers.size
    },
    jump: (ms) => {
      wallMs += ms
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const onAbort = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', onAbort)
          resolve()
        }
        const sleeper: Sleeper = { dueMs: monotonicMs + Math.max(0, ms), wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    async advance(ms) {
      const endMs = monotonicMs + ms
      await turn() // what was begun before gets to its sleep
      for (let sleeper = next(endMs); sleeper; sleeper = next(endMs)) {
        moveTo(Math.max(monotonicMs, sleeper.dueMs))
        sleeper.wake()
        await turn()
      }
      moveTo(endMs)
    },
  }
}
