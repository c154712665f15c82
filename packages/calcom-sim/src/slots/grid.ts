import { DateTime } from 'luxon'
import type { Span } from './span.ts'

const MINUTE_MS = 60_000
const STEPS = [60, 30, 20, 15, 10, 5]

interface Grid {
  readonly lengthMinutes: number
  readonly intervalMinutes: number
  readonly offsetMinutes: number
  /** Whose minutes the grid counts: matters where offsets are not whole hours. */
  readonly timeZone: string
}

/** The starts that Cal.com lists in a free span: aligned to the hour's grid, then one interval apart. */
export function startsIn(span: Span, grid: Grid): number[] {
  const starts: number[] = []
  const step = STEPS.find((minutes) => grid.intervalMinutes % minutes === 0) ?? 1
  const lengthMs = grid.lengthMinutes * MINUTE_MS
  let startMs = align(span.startMs, step, grid.timeZone) + grid.offsetMinutes * MINUTE_MS
  // One second is forgiven, so that a slot may end at midnight of a range that ends at 23:59:59.
  while (startMs + lengthMs - 1000 <= span.endMs) {
    starts.push(startMs)
    startMs += grid.intervalMinutes * MINUTE_MS
  }
  return starts
}

function align(ms: number, step: number, zone: string): number {
  const time = DateTime.fromMillis(ms, { zone })
  if (time.minute % step === 0)
    return time.second === 0 && time.millisecond === 0 ? ms : time.startOf('minute').plus({ minutes: step }).toMillis()
  return time.startOf('hour').toMillis() + Math.ceil(time.minute / step) * step * MINUTE_MS
}
