import type { WallClock } from '@calbridge/speech'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

export interface ClockChange {
  readonly atMs: number
  /** Ahead in spring, negative in autumn. */
  readonly shiftMs: number
}

/** Where the clocks change between two instants a few days apart: nowhere do they change twice within that. */
export function findClockChange(clock: WallClock, fromMs: number, untilMs: number): ClockChange | undefined {
  const before = offsetMs(clock, fromMs)
  const shiftMs = offsetMs(clock, untilMs) - before
  if (shiftMs === 0) return undefined
  let [low, high] = [Math.floor(fromMs / MINUTE_MS), Math.ceil(untilMs / MINUTE_MS)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(clock, middle * MINUTE_MS) === before) low = middle
    else high = middle
  }
  return { atMs: high * MINUTE_MS, shiftMs }
}

/** How far the clocks are ahead of UTC. */
function offsetMs(clock: WallClock, ms: number): number {
  const { day, minute } = clock.at(ms)
  return day * DAY_MS + minute * MINUTE_MS - Math.floor(ms / MINUTE_MS) * MINUTE_MS
}
