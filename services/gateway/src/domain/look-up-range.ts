import { isTooFarAhead, TOO_FAR_AHEAD } from './far-ahead.ts'
import type { FieldErrors } from './field-errors.ts'
import { dayOf, isDate, isTime, type Moment, parseDayStart, parseTime } from './wall-time.ts'

/** Inclusive, epoch milliseconds. */
export interface Range {
  readonly fromMs: number
  readonly toMs: number
}

const DAY_MS = 86_400_000
/** What availability answers in one call. */
const LONGEST_DAYS = 62

/** Reads the range of a look-up. A date as its end means the whole of that day, so that one date twice is that day. What is wrong goes to `errors`, under the names of the fields. */
export function readRange(start: string, end: string, zone: string, nowMs: number, errors: FieldErrors): Range | undefined {
  const from = momentOf(start, zone)
  const to = isDate(end) ? endOf(end, zone) : timeOf(end, zone)
  if (from.problem) errors.add('start_date', from.problem)
  if (to.problem) errors.add('end_date', to.problem)
  if (from.ms === undefined || to.ms === undefined) return undefined

  if (dayOf(from.ms, zone) < dayOf(nowMs, zone)) errors.add('start_date', 'must not be in the past')
  else if (isTooFarAhead(from.ms, nowMs)) errors.add('start_date', TOO_FAR_AHEAD)
  else if (to.ms <= from.ms) errors.add('end_date', 'must be after start_date')
  else if (to.ms - from.ms > LONGEST_DAYS * DAY_MS) errors.add('end_date', `must be at most ${LONGEST_DAYS} days after start_date`)
  return { fromMs: from.ms, toMs: to.ms }
}

const momentOf = (text: string, zone: string): Moment => (isDate(text) ? parseDayStart(text, zone) : timeOf(text, zone))

function timeOf(text: string, zone: string): Moment {
  if (isTime(text)) return parseTime(text, zone)
  return { problem: 'must be a date such as 2026-10-01, or a time such as 2026-10-01T09:00:00' }
}

function endOf(date: string, zone: string): Moment {
  const next = parseDayStart(date, zone, 1)
  return next.ms === undefined ? next : { ms: next.ms - 1 }
}
