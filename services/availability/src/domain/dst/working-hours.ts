import type { WallClock } from '@calbridge/speech'
import { DAY_MS, dayStartMs } from '../utc-day.ts'
import { findClockChange } from './clock-change.ts'
import { merge, type Span } from './span.ts'

/** When a host works, as the clock on the wall says it. */
export interface WorkingHours {
  readonly timeZone: string
  readonly availability: readonly (Hours & { readonly days: readonly string[] })[]
  /** In place of the week's hours on that date; no hours where both times are the same. */
  readonly overrides: readonly (Hours & { readonly date: string })[]
}

interface Hours {
  /** `09:00` */
  readonly startTime: string
  /** `23:59` is the day's end: Cal.com cannot say 24:00. */
  readonly endTime: string
}

// Day 0, 1 January 1970, was one.
const FROM_THURSDAY = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'] as const

/**
 * The hours as instants, as far as they touch the span; rather too many than too few: where a time comes twice, they begin with the
 * first and end with the second, and those that begin with a time that is skipped begin with the change.
 */
export function hoursWithin(hours: WorkingHours, clock: WallClock, { fromMs, untilMs }: Span): Span[] {
  const firstDay = clock.at(fromMs).day - 1
  const days = Array.from({ length: clock.at(untilMs).day - firstDay + 2 }, (_, index) => firstDay + index)
  const spans = days.flatMap((day) =>
    hoursOn(hours, day).map(
      ({ startTime, endTime }): Span => ({
        fromMs: firstInstantOf(clock, day, minuteOf(startTime)),
        untilMs: lastInstantOf(clock, day, endTime.startsWith('23:59') ? 1_440 : minuteOf(endTime)),
      }),
    ),
  )
  return merge(spans.filter((span) => span.fromMs < span.untilMs))
}

function hoursOn({ availability, overrides }: WorkingHours, day: number): readonly Hours[] {
  const date = new Date(dayStartMs(day)).toISOString().slice(0, 10)
  const instead = overrides.filter((override) => override.date === date)
  if (instead.length > 0) return instead
  const name = FROM_THURSDAY[((day % 7) + 7) % 7]!
  return availability.filter(({ days }) => days.includes(name))
}

function firstInstantOf(clock: WallClock, day: number, minute: number): number {
  const ms = clock.instantOf(day, minute)
  const isShown = clock.at(ms).minute === minute % 1_440
  return isShown ? ms : (findClockChange(clock, ms - DAY_MS, ms)?.atMs ?? ms)
}

function lastInstantOf(clock: WallClock, day: number, minute: number): number {
  const firstMs = clock.instantOf(day, minute)
  const change = findClockChange(clock, firstMs, firstMs + DAY_MS)
  if (!change || change.shiftMs > 0) return firstMs
  const againMs = firstMs - change.shiftMs
  const [first, again] = [clock.at(firstMs), clock.at(againMs)]
  return again.day === first.day && again.minute === first.minute ? againMs : firstMs
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}
