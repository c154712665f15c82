import { findWallClock } from '@calbridge/speech'
import { changesOfClocks } from '@calbridge/speech/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alternativesOf } from './alternatives.ts'
import { slotAt, wishAt } from './testing.ts'
import { horizonOf, type Wish } from './wish.ts'

const QUARTER_MS = 900_000
const DAY_MS = 86_400_000
const [FROM_MS, TO_MS] = [Date.UTC(2026, 0), Date.UTC(2028, 0)]

/** Every zone's changes of clocks in two years, and for zones without any a day in May. */
const places = Intl.supportedValuesOf('timeZone').flatMap((zone) => {
  const changes = changesOfClocks(zone, FROM_MS, TO_MS)
  return (changes.length > 0 ? changes : [Date.UTC(2027, 4, 5)]).map((changeMs) => ({ zone, changeMs }))
})

const quarters = (fromDays: number, toDays: number) =>
  fc.integer({ min: fromDays * 96, max: toDays * 96 }).map((quarter) => quarter * QUARTER_MS)

const scenes = fc.record({
  wishFromChangeMs: quarters(-8, 1),
  slotsFromWishMs: fc.array(quarters(-1, 16), { maxLength: 80 }),
  taken: fc.array(fc.tuple(quarters(-1, 16), quarters(0, 1)), { maxLength: 4 }),
  limit: fc.integer({ min: 1, max: 10 }),
  horizonDays: fc.integer({ min: 1, max: 14 }),
  windowMin: fc.integer({ min: 1, max: 720 }),
  weekends: fc.boolean(),
  preferred: fc.boolean(),
  /** At night too, when clocks change. */
  allDay: fc.boolean(),
})

/** The wall clock as the platform shows it: not the one under test. */
const wallOf = (zone: string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  return (ms: number) => {
    const [date, time] = format.format(ms).split(' ') as [string, string]
    return { date, time, isWeekend: [0, 6].includes(new Date(date).getUTCDay()) }
  }
}

it('in every zone, over every change of clocks in two years: only what is allowed, best first, and nothing kept back', {
  timeout: 20_000,
}, () => {
  for (const { zone, changeMs } of places) {
    const shown = wallOf(zone)
    const property = fc.property(scenes, ({ wishFromChangeMs, slotsFromWishMs, taken, preferred, allDay, ...asked }) => {
      const startMs = Math.round(changeMs / QUARTER_MS) * QUARTER_MS + wishFromChangeMs
      const wish: Wish = wishAt(startMs, {
        ...asked,
        clock: findWallClock(zone)!,
        businessHours: allDay ? { fromMinute: 0, toMinute: 1_440 } : { fromMinute: 540, toMinute: 1_080 },
        preference: preferred ? { fromMinute: 720, toMinute: 1_080 } : undefined,
        taken: taken.map(([from, length]) => ({ fromMs: startMs + from, toMs: startMs + from + length + 1 })),
      })
      const { fromMs, toMs } = horizonOf(wish, 0)
      const slots = slotsFromWishMs.map((ms) => slotAt(startMs + ms)).filter((slot) => slot.startMs >= fromMs && slot.startMs <= toMs)
      const found = alternativesOf(slots, wish)

      const isAllowed = (ms: number): boolean => {
        const { time, isWeekend } = shown(ms)
        const free = wish.taken.every((one) => one.toMs <= ms || one.fromMs >= slotAt(ms).endMs)
        const isOpen = allDay || (time >= '09:00' && time <= '18:00')
        return ms !== startMs && isOpen && (asked.weekends || !isWeekend) && free
      }
      const isPreferred = (ms: number): boolean => preferred && shown(ms).time >= '12:00' && shown(ms).time < '18:00'
      const starts = found.map((one) => one.startMs)

      expect(starts.filter((ms) => !isAllowed(ms))).toEqual([])
      expect(new Set(starts).size).toBe(starts.length)
      expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a))
      expect(starts.map(isPreferred)).toEqual(starts.map(isPreferred).sort((a, b) => Number(b) - Number(a)))
      expect(starts.every((ms) => shown(ms).date >= shown(startMs).date && ms <= startMs + (asked.horizonDays + 2) * DAY_MS)).toBe(true)
      for (const { strategy, startMs: ms } of found) if (strategy === 'same_day') expect(shown(ms).date).toBe(shown(startMs).date)
      // Everything allowed after the wish is the next available at least, so that it is left out by the limit alone.
      const missing = slots.filter((slot) => slot.startMs > startMs && isAllowed(slot.startMs) && !starts.includes(slot.startMs))
      if (found.length < wish.limit) expect(missing).toEqual([])
    })
    fc.assert(property, { seed: changeMs / 60_000, numRuns: 4 })
  }
})
