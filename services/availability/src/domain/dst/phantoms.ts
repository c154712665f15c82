import type { WallClock } from '@calbridge/speech'
import { DAY_MS, dayStartMs, type EpochDay } from '../utc-day.ts'
import { findClockChange } from './clock-change.ts'
import { covers, type Span } from './span.ts'
import { hoursWithin, type WorkingHours } from './working-hours.ts'

// On the day of a change of clocks Cal.com takes the offset that the day ends with for all of it (seen there): what the host has
// before the change is listed an hour off, and the part of it outside of the working hours is refused when it is booked.

/** The starts that may be phantoms near the UTC day; undefined on nearly all days: no change is near. */
export function doubtfulSpan(clock: WallClock, day: EpochDay, durationMs: number): Span | undefined {
  const change = findClockChange(clock, dayStartMs(day) - DAY_MS, dayStartMs(day) + 3 * DAY_MS)
  if (!change) return undefined
  // Of the day that ends with the change, where it comes at midnight: its last minute has the new offset already.
  const midnightMs = clock.instantOf(clock.at(change.atMs - 1).day, 0)
  return { fromMs: midnightMs - Math.abs(change.shiftMs) - durationMs, untilMs: change.atMs }
}

/** Is there anything to check? In seconds since 1970, as days are kept. */
export const isDoubtful = (starts: readonly number[], { fromMs, untilMs }: Span): boolean =>
  starts.some((start) => start * 1_000 >= fromMs && start * 1_000 < untilMs)

/** The starts without phantoms: of the doubtful ones those that the working hours cover, and all others. */
export function withoutPhantoms(
  starts: readonly number[],
  doubtful: Span,
  hours: WorkingHours,
  clock: WallClock,
  durationMs: number,
): number[] {
  const open = hoursWithin(hours, clock, { fromMs: doubtful.fromMs, untilMs: doubtful.untilMs + durationMs })
  return starts.filter((start) => {
    const fromMs = start * 1_000
    return !isDoubtful([start], doubtful) || covers(open, { fromMs, untilMs: fromMs + durationMs })
  })
}
