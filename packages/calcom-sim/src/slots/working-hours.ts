import { IANAZone } from 'luxon'
import type { Schedule } from '../world/types.ts'
import { merge, type Span } from './span.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const WEEK_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

type Midnight = (dayMs: number, minutes: number, zone: IANAZone) => number

/**
 * The hours that `GET /v2/slots` works with. On the day of a switch Cal.com takes the offset that the day
 * ends with for all of it, so hours before the switch are off by one (a phantom hour in spring, a missing
 * one in autumn). Overrides are free of that.
 */
export function listedHours(schedule: Schedule, range: Span): Span[] {
  return hours(schedule, range, (dayMs, minutes, zone) => {
    const lastMinuteMs = dayMs + DAY_MS - MINUTE_MS
    const offsetMs = zone.offset(lastMinuteMs - zone.offset(lastMinuteMs) * MINUTE_MS) * MINUTE_MS
    return dayMs + minutes * MINUTE_MS - offsetMs
  })
}

/** The hours as the wall clock means them. */
export function trueHours(schedule: Schedule, range: Span): Span[] {
  return hours(schedule, range, fromWallClock)
}

function hours(schedule: Schedule, range: Span, toInstant: Midnight): Span[] {
  const zone = IANAZone.create(schedule.timeZone)
  const spans: Span[] = []
  const firstDayMs = Math.floor(range.startMs / DAY_MS) * DAY_MS - DAY_MS
  for (let dayMs = firstDayMs; dayMs <= range.endMs + DAY_MS; dayMs += DAY_MS) {
    const date = new Date(dayMs).toISOString().slice(0, 10)
    const overrides = schedule.overrides.filter((override) => override.date === date)
    if (overrides.length > 0) {
      for (const { startTime, endTime } of overrides) spans.push(spanOf(dayMs, startTime, endTime, zone, fromWallClock))
      continue
    }
    const weekDay = WEEK_DAYS[new Date(dayMs).getUTCDay()]
    for (const rule of schedule.availability) {
      if (rule.days.some((day) => day === weekDay)) spans.push(spanOf(dayMs, rule.startTime, rule.endTime, zone, toInstant))
    }
  }
  return merge(spans)
}

function spanOf(dayMs: number, startTime: string, endTime: string, zone: IANAZone, toInstant: Midnight): Span {
  // The web app cannot say 24:00; Cal.com takes 23:59 for it.
  const end = endTime.startsWith('23:59') ? 1440 : minutesOf(endTime)
  return { startMs: toInstant(dayMs, minutesOf(startTime), zone), endMs: toInstant(dayMs, end, zone) }
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

function fromWallClock(dayMs: number, minutes: number, zone: IANAZone): number {
  const wallMs = dayMs + minutes * MINUTE_MS
  const guessMs = wallMs - zone.offset(wallMs) * MINUTE_MS
  return wallMs - zone.offset(guessMs) * MINUTE_MS
}
