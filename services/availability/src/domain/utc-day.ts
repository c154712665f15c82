/** Days since 1970-01-01, UTC: the unit in which slots are cached. */
export type EpochDay = number

export const DAY_MS = 86_400_000

export const epochDay = (ms: number): EpochDay => Math.floor(ms / DAY_MS)

export const dayStartMs = (day: EpochDay): number => day * DAY_MS

/** Every day that the instants from `fromMs` to `toMs` touch, both inclusive. */
export function daysOf(fromMs: number, toMs: number): EpochDay[] {
  const last = epochDay(toMs)
  const days: EpochDay[] = []
  for (let day = epochDay(fromMs); day <= last; day++) days.push(day)
  return days
}
