import { type WallDay, weekdayOf, weekOf } from './wall-clock.ts'

/** How a person points at a day. Weekdays count from Monday = 0, months from January = 0. */
export type DayReference =
  | { readonly kind: 'same_day' | 'today' | 'tomorrow' | 'day_after_tomorrow' }
  | { readonly kind: 'weekday' | 'next_week'; readonly weekday: number }
  | { readonly kind: 'date'; readonly dayOfMonth: number; readonly month: number; readonly year: number | undefined }

const NEAR = ['today', 'tomorrow', 'day_after_tomorrow'] as const
const DAY_MS = 86_400_000
/** Within half a year to both sides no date comes twice. */
const YEAR_UNSAID_DAYS = 180

/**
 * The shortest way to point at `day` that means no other. A weekday alone is one of the next six days; "next week" is the week
 * that begins on the next Monday; everything else is a date. `talkedOf` is the day that was just spoken of.
 */
export function referTo(day: WallDay, today: WallDay, talkedOf: WallDay | undefined): DayReference {
  if (day === talkedOf) return { kind: 'same_day' }
  const ahead = day - today
  const near = NEAR[ahead]
  if (near) return { kind: near }
  if (ahead > 0 && ahead < 7) return { kind: 'weekday', weekday: weekdayOf(day) }
  if (ahead > 0 && weekOf(day) === weekOf(today) + 1) return { kind: 'next_week', weekday: weekdayOf(day) }

  const date = new Date(day * DAY_MS)
  const year = Math.abs(ahead) > YEAR_UNSAID_DAYS ? date.getUTCFullYear() : undefined
  return { kind: 'date', dayOfMonth: date.getUTCDate(), month: date.getUTCMonth(), year }
}
