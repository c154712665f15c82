import { findWallClock } from '@calbridge/speech'
import { changesOfClocks } from '@calbridge/speech/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Segment } from './composite.ts'
import { findWays } from './find-ways.ts'
import { everyWay, rankOf } from './testing.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const [FROM_MS, TO_MS] = [Date.UTC(2026, 0), Date.UTC(2028, 0)]

/** Every zone's changes of clocks in two years. */
const places = Intl.supportedValuesOf('timeZone').flatMap((zone) =>
  changesOfClocks(zone, FROM_MS, TO_MS).map((changeMs) => ({ zone, changeMs })),
)

/** Wall times of the two days around the change: half hours, as hours of work are written down. */
const halfHours = fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 1, maxLength: 8 })
const services = fc.array(
  fc.record({
    minutes: fc.constantFrom(20, 30, 45, 60, 90),
    gapMin: fc.constantFrom(0, 15, 30),
    longer: fc.constantFrom(0, 30, 60, 120),
    keepsStaff: fc.boolean(),
    anna: halfHours,
    ben: halfHours,
  }),
  { minLength: 2, maxLength: 3 },
)

it('in every zone, over every change of clocks in two years: what trying all combinations of elapsed time finds', {
  timeout: 20_000,
}, () => {
  expect(places.length).toBeGreaterThan(300)
  for (const { zone, changeMs } of places) {
    const clock = findWallClock(zone)!
    const firstDay = Math.floor(changeMs / DAY_MS) - 1
    const instants = (wall: readonly number[]) =>
      [...new Set(wall.map((half) => clock.instantOf(firstDay + Math.floor(half / 48), (half % 48) * 30)))].sort((a, b) => a - b)
    const property = fc.property(services, fc.boolean(), (parts, staffStays) => {
      const segments = parts.map(({ minutes, gapMin, longer, keepsStaff, anna, ben }, index): Segment => {
        const choice = (staffId: string, wall: readonly number[]) => {
          return { staffId, eventTypeId: `${index}${staffId}`, durationMs: minutes * MINUTE_MS, startsMs: instants(wall) }
        }
        const gaps = { gapMinMs: gapMin * MINUTE_MS, gapMaxMs: (gapMin + longer) * MINUTE_MS }
        return { key: String(index), ...gaps, keepsStaff, choices: [choice('anna', anna), choice('ben', ben)] }
      })
      const rules = { preferredStaffId: 'ben', staffStays }
      const all = everyWay(segments, rules)
      const best = (startMs: number) =>
        all
          .filter((way) => way.startMs === startMs)
          .map((way) => rankOf(way, rules))
          .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])[0]
      const found = findWays(segments, rules)
      expect(found.map(({ startMs }) => startMs)).toEqual([...new Set(all.map(({ startMs }) => startMs))].sort((a, b) => a - b))
      expect(found.map((way) => rankOf(way, rules))).toEqual(found.map(({ startMs }) => best(startMs)))
    })
    fc.assert(property, { seed: changeMs / MINUTE_MS, numRuns: 6 })
  }
})
