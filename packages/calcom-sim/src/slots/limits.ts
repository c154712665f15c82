import { DateTime } from 'luxon'
import type { EventType, Schedule } from '../world/types.ts'

const MINUTE_MS = 60_000
const MOST_DAYS = 3660

/** The first and last instants at which a booking may start, by notice and booking window. */
export function bookableFrom(eventType: EventType, nowMs: number): number {
  return nowMs + eventType.minimumBookingNotice * MINUTE_MS
}

export function bookableUntil(eventType: EventType, schedule: Schedule | undefined, nowMs: number): number {
  const window = eventType.bookingWindow
  if (!window) return Number.POSITIVE_INFINITY
  const zone = schedule?.timeZone ?? 'UTC'
  if (Array.isArray(window.value)) return DateTime.fromISO(String(window.value[1]), { zone }).endOf('day').toMillis()
  const counts = (day: DateTime) => {
    if (window.rolling)
      return schedule?.availability.some((rule) => rule.days.some((name) => name === day.setLocale('en').weekdayLong)) ?? true
    return window.type === 'calendarDays' || day.weekday <= 5
  }
  let day = DateTime.fromMillis(nowMs, { zone })
  let left = Number(window.value)
  for (let i = 0; i < MOST_DAYS && left > 0; i++) {
    day = day.plus({ days: 1 })
    if (counts(day)) left--
  }
  return day.endOf('day').toMillis()
}

export function bookableSince(eventType: EventType, schedule: Schedule | undefined): number {
  const value = eventType.bookingWindow?.value
  return Array.isArray(value) ? DateTime.fromISO(String(value[0]), { zone: schedule?.timeZone ?? 'UTC' }).toMillis() : 0
}
