import { findWallClock, type WallClock } from '@calbridge/speech'
import { doubtfulSpan, isDoubtful, withoutPhantoms } from '../domain/dst/phantoms.ts'
import type { WorkingHours } from '../domain/dst/working-hours.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { ListedDays, LoadSlots } from './loads.ts'

/** When the hosts of an event type work, and how long it takes at Cal.com. */
export interface EventHours {
  readonly hours: WorkingHours
  readonly durationMs: number
}

export interface CheckPhantomsOptions {
  readonly load: LoadSlots
  /** In which the hosts may live, without asking anybody. */
  readonly zonesOf: (unit: SlotUnit) => readonly string[]
  /** Undefined when nobody can say; has a time-out of its own, and never throws. */
  readonly findHours: (unit: SlotUnit) => Promise<EventHours | undefined>
  readonly onDropped: (starts: number) => void
}

const MINUTE_MS = 60_000

/**
 * Drops starts that Cal.com lists by mistake on the day of a change of clocks. Everywhere else, and where nothing is listed at the
 * hours in question (nearly always: hosts sleep then), nobody is asked and nothing is dropped. Where the working hours cannot be had
 * in time, nothing is dropped either, and the days are told as unchecked.
 */
export const checkPhantoms =
  ({ load, zonesOf, findHours, onDropped }: CheckPhantomsOptions): LoadSlots =>
  async (unit, firstDay, lastDay, kind) => {
    const listed = await load(unit, firstDay, lastDay, kind)
    const clocks = zonesOf(unit).flatMap((zone) => findWallClock(zone) ?? [])
    const doubtful = daysOf(firstDay, lastDay).filter((day) =>
      clocks.some((clock) => isDoubtfulDay(listed(day), clock, day, unit.durationMin * MINUTE_MS)),
    )
    if (doubtful.length === 0) return listed
    const found = await findHours(unit)
    const clock = found && findWallClock(found.hours.timeZone)
    if (!clock) return Object.assign((day: EpochDay) => listed(day), { unchecked: new Set(doubtful) })
    return checked(listed, doubtful, found, clock, onDropped)
  }

function checked(
  listed: ListedDays,
  days: readonly EpochDay[],
  { hours, durationMs }: EventHours,
  clock: WallClock,
  onDropped: (starts: number) => void,
): ListedDays {
  const real = new Map(
    days.map((day) => {
      const starts = listed(day)
      const span = doubtfulSpan(clock, day, durationMs)
      return [day, span ? withoutPhantoms(starts, span, hours, clock, durationMs) : starts]
    }),
  )
  const dropped = days.reduce((sum, day) => sum + listed(day).length - real.get(day)!.length, 0)
  if (dropped > 0) onDropped(dropped)
  return (day) => real.get(day) ?? listed(day)
}

function isDoubtfulDay(starts: readonly number[], clock: WallClock, day: EpochDay, durationMs: number): boolean {
  if (starts.length === 0) return false
  const span = doubtfulSpan(clock, day, durationMs)
  return span !== undefined && isDoubtful(starts, span)
}

const daysOf = (firstDay: EpochDay, lastDay: EpochDay): EpochDay[] =>
  Array.from({ length: lastDay - firstDay + 1 }, (_, index) => firstDay + index)
