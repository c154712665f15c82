import { changesOfClocks } from '@calbridge/speech/testing'
import { expect, it } from 'vitest'
import { FieldErrors } from './field-errors.ts'
import { readRange } from './look-up-range.ts'
import { parseTime } from './wall-time.ts'

const MINUTE_MS = 60_000
const QUARTER_MS = 15 * MINUTE_MS
const HOUR_MS = 4 * QUARTER_MS
const DAY_MS = 24 * HOUR_MS
const [FROM_MS, TO_MS] = [Date.UTC(2026, 0), Date.UTC(2028, 0)]

/** Every zone's changes of clocks in two years, and for zones without any a day in May; each with what its clocks show. */
const places = Intl.supportedValuesOf('timeZone').flatMap((zone) => {
  const changes = changesOfClocks(zone, FROM_MS, TO_MS)
  return (changes.length > 0 ? changes : [Date.UTC(2027, 4, 5)]).map((changeMs) => ({ zone, changeMs, shown: shownIn(zone) }))
})

/** As the platform shows it, `2027-03-28T02:30:00`: not by what is under test. */
function shownIn(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return (ms) => format.format(ms).replace(' ', 'T')
}

const dateOf = (time: string): string => time.slice(0, 10)
const daysAfter = (date: string, days: number): string => new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)

const readDay = (date: string, zone: string) => {
  const errors = new FieldErrors()
  const range = readRange(date, date, zone, Date.parse(date) - 2 * DAY_MS, errors)
  errors.throwIfAny()
  return range!
}

it('reads a date, in every zone and around every change of clocks in two years, as all instants of that day and no other', {
  timeout: 60_000,
}, () => {
  for (const { zone, changeMs, shown } of places) {
    const first = daysAfter(dateOf(shown(changeMs)), -2)
    let endMs: number | undefined
    for (let ahead = 0; ahead < 4; ahead++) {
      const date = daysAfter(first, ahead)
      const range = readDay(date, zone)
      const name = `${zone} ${date}`
      expect([dateOf(shown(range.fromMs)), dateOf(shown(range.toMs))], name).toEqual([date, date])
      // Days stand side by side: what lies between is in one of them, once.
      expect(range.fromMs, name).toBe(endMs === undefined ? range.fromMs : endMs + 1)
      for (let ms = range.fromMs; ms <= range.toMs; ms += HOUR_MS) expect(dateOf(shown(ms)), name).toBe(date)
      endMs = range.toMs
    }
  }
})

it('reads a time of the clock, in every zone and around every change in two years, as the one instant that shows it; says what to send where there are two or none', {
  timeout: 60_000,
}, () => {
  let twice = 0
  let never = 0
  for (const { zone, changeMs, shown } of places) {
    const showing = new Map<string, number[]>()
    for (let ms = changeMs - 6 * HOUR_MS; ms <= changeMs + 6 * HOUR_MS; ms += QUARTER_MS)
      showing.set(shown(ms), [...(showing.get(shown(ms)) ?? []), ms])
    const firstMs = Date.parse(`${shown(changeMs - 3 * HOUR_MS)}Z`)
    for (let quarter = 0; quarter <= 24; quarter++) {
      const text = new Date(firstMs + quarter * QUARTER_MS).toISOString().slice(0, 19)
      const instants = showing.get(text) ?? []
      const { ms, problem = '' } = parseTime(text, zone)
      const name = `${zone} ${text}`
      if (instants.length === 1) {
        expect(ms, name).toBe(instants[0])
        continue
      }
      const offered = [...problem.matchAll(/\d{4}-\d{2}-\d{2}T[\d:]{8}(?:[+-]\d{2}:\d{2})?/g)].map(([time]) => parseTime(time, zone).ms)
      if (instants.length === 2) {
        twice++
        expect(offered, name).toEqual(instants)
      } else {
        never++
        expect(problem, name).toContain('does not exist')
        expect(offered[0], name).toBeTypeOf('number')
      }
    }
  }
  expect(Math.min(twice, never)).toBeGreaterThan(400)
})
