import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { dayOf, parseDayStart, parseTime } from './wall-time.ts'

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())
const berlin = (text: string) => parseTime(text, 'Europe/Berlin')

describe('parseTime', () => {
  it.each([
    { text: '2026-10-01T09:00:00', utc: '2026-10-01T07:00:00.000Z' },
    { text: '2026-12-01 09:00', utc: '2026-12-01T08:00:00.000Z' },
    { text: '2026-10-01T09:00:00Z', utc: '2026-10-01T09:00:00.000Z' },
    { text: '2026-10-01T09:00:00.250+05:30', utc: '2026-10-01T03:30:00.250Z' },
    { text: '2026-10-01T09:00:00-0300', utc: '2026-10-01T12:00:00.000Z' },
  ])('reads $text, and an offset wins over the zone', ({ text, utc }) => {
    expect(iso(berlin(text).ms)).toBe(utc)
  })

  it.each(['2026-02-30T09:00:00', '2026-10-01', 'tomorrow', '2026-10-01T25:00:00', '2026-10-01T09:61:00', '2026-10-01T09:00:60', ''])(
    'refuses %j and shows what a time looks like',
    (text) => {
      expect(berlin(text).problem).toContain('must be a time such as')
    },
  )

  it('refuses a time in the gap of spring, with the time to send instead', () => {
    expect(berlin('2027-03-28T02:30:00').problem).toBe(
      'does not exist in Europe/Berlin: the clocks go forward then. Send 2027-03-28T03:30:00, or the time with an offset',
    )
  })

  it('refuses a time that happens twice in autumn, with both offsets', () => {
    expect(berlin('2026-10-25T02:30:00').problem).toContain('2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00')
    expect(iso(berlin('2026-10-25T02:30:00+01:00').ms)).toBe('2026-10-25T01:30:00.000Z')
  })

  it('gives for every zone the moment whose wall time was sent, or says that there is none or two', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const moments = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) }).map((ms) => Math.floor(ms / 60_000) * 60_000)
    fc.assert(
      fc.property(zones, moments, (zone, ms) => {
        const wall = DateTime.fromMillis(ms, { zone })
        const text = wall.toFormat("yyyy-MM-dd'T'HH:mm:ss")
        const parsed = parseTime(text, zone)
        if (wall.getPossibleOffsets().length > 1) expect(parsed.problem).toContain('happens twice')
        else expect(parsed.ms).toBe(ms)
        expect(dayOf(ms, zone)).toBe(wall.toISODate())
      }),
      { numRuns: 500 },
    )
  })
})

describe('parseDayStart', () => {
  it.each([
    { day: '2026-10-01', zone: 'Europe/Berlin', utc: '2026-09-30T22:00:00.000Z' },
    { day: '2027-04-30', zone: 'Africa/Cairo', utc: '2027-04-29T22:00:00.000Z', why: 'the day begins at 01:00' },
    { day: '2026-11-01', zone: 'America/Havana', utc: '2026-11-01T04:00:00.000Z', why: 'midnight happens twice' },
  ])('finds the first moment of $day in $zone', ({ day, zone, utc }) => {
    expect(iso(parseDayStart(day, zone).ms)).toBe(utc)
  })

  it('counts days, not multiples of 24 hours', () => {
    const hours =
      ((parseDayStart('2026-10-25', 'Europe/Berlin', 1).ms ?? 0) - (parseDayStart('2026-10-25', 'Europe/Berlin').ms ?? 0)) / 3_600_000
    expect(hours).toBe(25)
  })
})
