import { findUtcOffset } from './utc-offset.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A day of the calendar, whatever its zone: days since 1970-01-01. */
export type WallDay = number

/** What a clock on the wall shows. */
export interface WallTime {
  readonly day: WallDay
  /** After midnight, as the clock counts: 120 is 2:00, also on a day of a change. */
  readonly minute: number
}

/** The clocks of one time zone. Instants are epoch milliseconds. */
export interface WallClock {
  at(ms: number): WallTime
  /** The instant that shows this, the earlier of two; what the clocks skip is as much later as they skip. */
  instantOf(day: WallDay, minute: number): number
  /** Is the same time shown again after this instant, or was it shown before? */
  occurrence(ms: number): 'only' | 'first' | 'second'
}

/** The clocks of an IANA zone, in any capitals; undefined when there is no such zone. */
export function findWallClock(zone: string): WallClock | undefined {
  const offsetAt = findUtcOffset(zone)
  if (!offsetAt) return undefined
  return {
    at: (ms) => {
      const wallMs = ms + offsetAt(ms)
      const day = Math.floor(wallMs / DAY_MS)
      return { day, minute: Math.floor((wallMs - day * DAY_MS) / MINUTE_MS) }
    },
    instantOf: (day, minute) => {
      const wallMs = day * DAY_MS + minute * MINUTE_MS
      // No zone changes twice within two days: the offset of the day before or of the day after is the right one.
      const [before, after] = [wallMs - offsetAt(wallMs - DAY_MS), wallMs - offsetAt(wallMs + DAY_MS)]
      const shown = [before, after].filter((ms) => ms + offsetAt(ms) === wallMs)
      return shown.length === 0 ? before : Math.min(...shown)
    },
    occurrence: (ms) => {
      const [before, now, after] = [offsetAt(ms - DAY_MS), offsetAt(ms), offsetAt(ms + DAY_MS)]
      const repeatedMs = before - after
      if (repeatedMs <= 0) return 'only'
      if (now === before) return offsetAt(ms + repeatedMs) === after ? 'first' : 'only'
      return offsetAt(ms - repeatedMs) === before ? 'second' : 'only'
    },
  }
}

/** Monday is 0. */
export const weekdayOf = (day: WallDay): number => (((day + 3) % 7) + 7) % 7

export const isWeekend = (day: WallDay): boolean => weekdayOf(day) >= 5

/** Weeks begin on Monday. */
export const weekOf = (day: WallDay): number => Math.floor((day + 3) / 7)
