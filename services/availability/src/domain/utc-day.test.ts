import { changesOfClocks } from '@calbridge/speech/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CachedDay } from './cached-day.ts'
import { unitOf } from './testing.ts'
import { DAY_MS, dayStartMs, daysOf, type EpochDay, epochDay } from './utc-day.ts'

const QUARTER_MS = 900_000
const [FROM_MS, TO_MS] = [Date.UTC(2026, 0), Date.UTC(2028, 0)]

/** Free every quarter of an hour, day and night. */
const cachedDay = (day: EpochDay): CachedDay => {
  const starts = Array.from({ length: DAY_MS / QUARTER_MS }, (_, quarter) => (dayStartMs(day) + quarter * QUARTER_MS) / 1_000)
  const entry = { stamp: 's', versions: ['v'], loadedAtMs: 0, expiresAtMs: 0, starts, suspect: false }
  return new CachedDay(unitOf(), day, entry, [], true)
}

/** The instants at which days of the zone begin, near the moment: at quarters of an hour the shown date changes for good. */
function midnightsNear(zone: string, nearMs: number): number[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' })
  const quarters = Array.from({ length: (4 * DAY_MS) / QUARTER_MS }, (_, quarter) => nearMs - 2 * DAY_MS + quarter * QUARTER_MS)
  const dates = quarters.map((ms) => format.format(ms))
  return quarters.filter((_, index) => index > 0 && dates[index]! > dates[index - 1]!)
}

it('any range is cut into the UTC days that it touches, each once and no other', () => {
  const instant = fc.integer({ min: -FROM_MS, max: TO_MS })
  fc.assert(
    fc.property(instant, fc.integer({ min: 0, max: 63 * DAY_MS }), (fromMs, lengthMs) => {
      const days = daysOf(fromMs, fromMs + lengthMs)
      expect(days[0]).toBe(epochDay(fromMs))
      expect(days.at(-1)).toBe(epochDay(fromMs + lengthMs))
      days.forEach((day, index) => {
        expect(day).toBe(days[0]! + index)
      })
    }),
  )
  expect(daysOf(1, 0)).toEqual([0])
  expect(daysOf(DAY_MS, 0)).toEqual([])
})

it('a day of any zone, around every change of clocks in two years, gets all its free times out of UTC days, each once and no other’s', {
  timeout: 60_000,
}, () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    for (const changeMs of changesOfClocks(zone, FROM_MS, TO_MS)) {
      const midnights = midnightsNear(zone, Math.floor(changeMs / QUARTER_MS) * QUARTER_MS)
      expect(midnights.length, zone).toBeGreaterThanOrEqual(3)
      for (const [index, fromMs] of midnights.slice(0, -1).entries()) {
        const range = { fromMs, toMs: midnights[index + 1]! - 1 }
        const starts = daysOf(range.fromMs, range.toMs).flatMap((day) => cachedDay(day).free(range, '', 0))
        const expected = Array.from({ length: (range.toMs + 1 - fromMs) / QUARTER_MS }, (_, quarter) => fromMs / 1_000 + quarter * 900)
        expect(starts, `${zone} ${new Date(fromMs).toISOString()}`).toEqual(expected)
      }
    }
  }
})
