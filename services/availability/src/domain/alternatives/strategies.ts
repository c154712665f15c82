import { isWeekend, type WallDay, type WallTime } from '@calbridge/speech'
import { isOpen, isPreferred, type Strategy, type Wish } from './wish.ts'

const MINUTE_MS = 60_000

/** A slot as the wish's clock shows it. */
export interface Shown {
  readonly startMs: number
  readonly wall: WallTime
}

/** The instant that a strategy would like best on the slot's day, or undefined when it does not take the slot. */
export type AimOf = (strategy: Strategy, slot: Shown) => number | undefined

/**
 * Where the strategies look: on the wished day about the wish, on other days about the same time. Outside of business hours the
 * opening takes the place of a time that is too early, and on other days of any time that is closed.
 * Where a part of the day is preferred, all of it will do; elsewhere a slot is at most the window away.
 */
export function aimsOf(wish: Wish): AimOf {
  const wished = wish.clock.at(wish.startMs)
  const { fromMinute: opening } = wish.businessHours
  const sameTime = isOpen(wish, wished) ? wished.minute : opening
  const workday = nextWorkday(wished.day, wish.weekends)
  const targetOn = (day: WallDay): number => {
    if (day !== wished.day) return wish.clock.instantOf(day, sameTime)
    return wished.minute >= opening ? wish.startMs : wish.clock.instantOf(day, opening)
  }

  const takes: Record<Strategy, (slot: Shown) => boolean> = {
    same_day: ({ wall }) => wall.day === wished.day,
    next_workday: ({ wall }) => wall.day === workday,
    next_week: ({ wall }) => wall.day === wished.day + 7,
    next_available: ({ startMs }) => startMs > wish.startMs,
  }
  return (strategy, slot) => {
    if (!takes[strategy](slot)) return undefined
    const targetMs = targetOn(slot.wall.day)
    const anyTime = strategy === 'next_available' || isPreferred(wish, slot.wall.minute)
    return anyTime || Math.abs(slot.startMs - targetMs) <= wish.windowMin * MINUTE_MS ? targetMs : undefined
  }
}

/** The next day that is none of the weekend, where that counts. */
function nextWorkday(day: WallDay, weekends: boolean): WallDay {
  let next = day + 1
  while (!weekends && isWeekend(next)) next++
  return next
}
