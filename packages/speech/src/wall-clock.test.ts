import { describe, expect, it } from 'vitest'
import { changesOfClocks } from './testing.ts'
import { findWallClock, isWeekend, type WallClock, weekdayOf, weekOf } from './wall-clock.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const dayOf = (date: string): number => Date.parse(date) / DAY_MS
const clockOf = (zone: string): WallClock => findWallClock(zone)!
const shown = (ms: number, zone: string): string => {
  const { day, minute } = clockOf(zone).at(ms)
  return new Date(day * DAY_MS + minute * 60_000).toISOString().slice(0, 16)
}

const ZONES = Intl.supportedValuesOf('timeZone')
const changesIn = (zone: string): number[] => changesOfClocks(zone, Date.UTC(2026, 0), Date.UTC(2028, 0))

describe('a wall clock', () => {
  it('shows in every zone what its clocks show, on every day of a change of two years and on others', { timeout: 20_000 }, () => {
    let changes = 0
    for (const zone of ZONES) {
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
      for (const change of [Date.UTC(2026, 1, 15), ...changesIn(zone)]) {
        changes++
        for (let ms = change - 6 * HOUR_MS; ms <= change + 6 * HOUR_MS; ms += 1.5 * HOUR_MS)
          expect(shown(ms, zone), zone).toBe(format.format(ms).replace(' ', 'T'))
      }
    }
    expect(changes).toBeGreaterThan(ZONES.length + 400)
  })

  it('finds in every zone the instant that shows a time, around every change of two years', { timeout: 20_000 }, () => {
    for (const zone of ZONES) {
      const clock = clockOf(zone)
      for (const change of changesIn(zone))
        for (let ms = change - 3 * HOUR_MS; ms <= change + 3 * HOUR_MS; ms += HOUR_MS / 2) {
          const { day, minute } = clock.at(ms)
          const found = clock.instantOf(day, minute)
          expect(clock.at(found), zone).toEqual({ day, minute })
          expect(found === ms, `${zone} ${new Date(ms).toISOString()}`).toBe(clock.occurrence(ms) !== 'second')
        }
    }
  })

  it('gives for a time that the clocks skip the one that is as much later', () => {
    const clock = clockOf('Europe/Berlin')
    expect(new Date(clock.instantOf(dayOf('2027-03-28'), 150)).toISOString()).toBe('2027-03-28T01:30:00.000Z')
    expect(shown(clock.instantOf(dayOf('2027-03-28'), 150), 'Europe/Berlin')).toBe('2027-03-28T03:30')
  })

  it('tells which of two instants of the same time is meant', () => {
    const berlin = clockOf('Europe/Berlin')
    const of = (text: string) => berlin.occurrence(Date.parse(text))
    expect([of('2026-10-24T23:59Z'), of('2026-10-25T00:00Z'), of('2026-10-25T01:59Z'), of('2026-10-25T02:00Z')]).toEqual([
      'only',
      'first',
      'second',
      'only',
    ])
    expect(of('2027-03-28T01:00Z')).toBe('only')
  })

  it.each(['Mars/Olympus', '+02:00', '', 'Europe/Berlin; DROP TABLE', '../etc'])('does not exist for %j', (zone) => {
    expect(findWallClock(zone)).toBeUndefined()
  })

  it('takes a zone in any capitals', () => expect(shown(0, 'europe/BERLIN')).toBe('1970-01-01T01:00'))
})

it('weeks begin on Monday, before 1970 as well', () => {
  expect(['2026-11-23', '2026-11-29', '1969-12-28'].map((date) => weekdayOf(dayOf(date)))).toEqual([0, 6, 6])
  expect(weekOf(dayOf('2026-11-30')) - weekOf(dayOf('2026-11-29'))).toBe(1)
  expect(weekOf(dayOf('2026-11-29'))).toBe(weekOf(dayOf('2026-11-23')))
  expect(['2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30'].map((date) => isWeekend(dayOf(date)))).toEqual([false, true, true, false])
})
