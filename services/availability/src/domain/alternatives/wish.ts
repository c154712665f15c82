import { isWeekend, type WallClock, type WallTime } from '@calbridge/speech'
import type { Range } from '../cached-day.ts'

/** In the order in which they are tried, unless the caller names another. */
export const STRATEGIES = ['same_day', 'next_workday', 'next_week', 'next_available'] as const
export type Strategy = (typeof STRATEGIES)[number]

/** A part of any day, minutes after midnight on the clocks of the wish's zone. */
export interface PartOfDay {
  readonly fromMinute: number
  readonly toMinute: number
}

/** What was wished for and cannot be had, and what would do instead. */
export interface Wish {
  readonly startMs: number
  readonly clock: WallClock
  readonly limit: number
  /** How far from the wished time a slot of the same time may be. */
  readonly windowMin: number
  /** Starts inside come first; `toMinute` itself is outside. */
  readonly preference: PartOfDay | undefined
  readonly strategies: readonly Strategy[]
  readonly horizonDays: number
  /** Nothing outside is offered; `toMinute` is the last start. */
  readonly businessHours: PartOfDay
  /** Saturdays and Sundays too. */
  readonly weekends: boolean
  /** Times of the customer that are taken elsewhere. */
  readonly taken: readonly Range[]
}

/** All that may be offered lies in it: from the wished day to the end of the last one, of what is not past. */
export function horizonOf({ clock, startMs, horizonDays }: Pick<Wish, 'clock' | 'startMs' | 'horizonDays'>, nowMs: number): Range {
  const { day } = clock.at(startMs)
  return { fromMs: Math.max(nowMs, clock.instantOf(day, 0)), toMs: clock.instantOf(day + horizonDays + 1, 0) - 1 }
}

/** Can anything be offered then at all? */
export const isOpen = ({ businessHours, weekends }: Pick<Wish, 'businessHours' | 'weekends'>, { day, minute }: WallTime): boolean =>
  minute >= businessHours.fromMinute && minute <= businessHours.toMinute && (weekends || !isWeekend(day))

export const isPreferred = ({ preference }: Pick<Wish, 'preference'>, minute: number): boolean =>
  preference !== undefined && minute >= preference.fromMinute && minute < preference.toMinute
