import { DateTime } from 'luxon'

interface Form {
  /** UTC with a `Z` when absent; otherwise local time with its offset. */
  readonly timeZone?: string | undefined
  readonly lengthMinutes: number
  readonly ranges: boolean
  readonly seats?: ((startMs: number) => Record<string, unknown>) | undefined
}

/** Slots by local date; a date without any is absent. */
export function renderSlots(starts: readonly number[], form: Form): Record<string, Record<string, unknown>[]> {
  const days: Record<string, Record<string, unknown>[]> = {}
  const zone = form.timeZone ?? 'utc'
  const text = (ms: number) => DateTime.fromMillis(ms, { zone }).toISO()
  for (const startMs of starts) {
    const start = text(startMs) ?? ''
    const day = start.slice(0, 10)
    days[day] ??= []
    days[day].push({ start, ...(form.ranges ? { end: text(startMs + form.lengthMinutes * 60_000) } : {}), ...form.seats?.(startMs) })
  }
  return days
}
