import { describe, expect, it } from 'vitest'
import type { Language } from './language.ts'
import { speakMoment } from './speak-moment.ts'
import { changesOfClocks } from './testing.ts'
import { findWallClock } from './wall-clock.ts'

const clock = findWallClock('Europe/Berlin')!
const ms = (wall: string): number => clock.instantOf(Date.parse(wall.slice(0, 10)) / 86_400_000, minuteOf(wall.slice(11)))
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const say = (wall: string, language: Language, { now = '2027-03-03T10:00', talkedOf = '' } = {}): string =>
  speakMoment(ms(wall), { language, clock, nowMs: ms(now), talkedOfMs: talkedOf === '' ? undefined : ms(talkedOf) })

// 3 March 2027 is a Wednesday.
describe('a day, seen from Wednesday', () => {
  it.each([
    ['2027-03-03', 'heute', 'today'],
    ['2027-03-04', 'morgen', 'tomorrow'],
    ['2027-03-05', 'übermorgen', 'the day after tomorrow'],
    ['2027-03-06', 'am Samstag', 'on Saturday'],
    ['2027-03-08', 'am Montag', 'on Monday'],
    ['2027-03-09', 'am Dienstag', 'on Tuesday'],
    ['2027-03-10', 'nächste Woche Mittwoch', 'next week on Wednesday'],
    ['2027-03-14', 'nächste Woche Sonntag', 'next week on Sunday'],
    ['2027-03-15', 'am 15. März', 'on March 15th'],
    ['2027-05-03', 'am 3. Mai', 'on May 3rd'],
    ['2027-08-30', 'am 30. August', 'on August 30th'],
    ['2027-09-01', 'am 1. September 2027', 'on September 1st 2027'],
    ['2028-02-22', 'am 22. Februar 2028', 'on February 22nd 2028'],
    ['2027-03-02', 'am 2. März', 'on March 2nd'],
  ])('%s is "%s", "%s"', (date, german, english) => {
    expect(say(`${date}T14:00`, 'de')).toBe(`${german} um 14 Uhr`)
    expect(say(`${date}T14:00`, 'en')).toBe(`${english} at 2 pm`)
  })

  it('is the same day when it was just talked of, be it today', () => {
    expect(say('2027-03-10T14:00', 'de', { talkedOf: '2027-03-10T09:00' })).toBe('am gleichen Tag um 14 Uhr')
    expect(say('2027-03-03T14:00', 'en', { talkedOf: '2027-03-03T23:59' })).toBe('on the same day at 2 pm')
    expect(say('2027-03-04T14:00', 'de', { talkedOf: '2027-03-03T23:59' })).toBe('morgen um 14 Uhr')
  })
})

describe('a time', () => {
  it.each([
    ['00:00', 'um 0 Uhr', 'at 12 am'],
    ['00:05', 'um 0 Uhr 5', 'at 12:05 am'],
    ['09:00', 'um 9 Uhr', 'at 9 am'],
    ['12:00', 'um 12 Uhr', 'at noon'],
    ['12:30', 'um 12 Uhr 30', 'at 12:30 pm'],
    ['14:30', 'um 14 Uhr 30', 'at 2:30 pm'],
    ['23:59', 'um 23 Uhr 59', 'at 11:59 pm'],
  ])('%s is "%s", "%s"', (time, german, english) => {
    expect(say(`2027-03-04T${time}`, 'de')).toBe(`morgen ${german}`)
    expect(say(`2027-03-04T${time}`, 'en')).toBe(`tomorrow ${english}`)
  })
})

describe('over a change of clocks and the end of the year', () => {
  it('tomorrow is the next day of the calendar, also when it comes 23 or 25 hours later', () => {
    expect(say('2027-03-28T00:30', 'de', { now: '2027-03-27T23:45' })).toBe('morgen um 0 Uhr 30')
    expect(say('2027-03-29T00:00', 'de', { now: '2027-03-28T00:30' })).toBe('morgen um 0 Uhr')
    expect(say('2026-10-26T00:00', 'de', { now: '2026-10-25T00:00' })).toBe('morgen um 0 Uhr')
    expect(say('2026-10-25T23:59', 'de', { now: '2026-10-25T00:00' })).toBe('heute um 23 Uhr 59')
  })

  it('the same time before and after the clocks go back is told apart', () => {
    const spoken = ['2026-10-25T00:30Z', '2026-10-25T01:30Z'].map((text) =>
      speakMoment(Date.parse(text), { language: 'de', clock, nowMs: ms('2026-10-24T10:00') }),
    )
    expect(spoken).toEqual(['morgen um 2 Uhr 30 vor der Zeitumstellung', 'morgen um 2 Uhr 30 nach der Zeitumstellung'])
  })

  it('days and weeks go on in the new year', () => {
    const now = { now: '2026-12-31T12:00' } // a Thursday
    const days = ['2027-01-01', '2027-01-02', '2027-01-04', '2027-01-07', '2027-01-10', '2027-01-11']
    expect(days.map((day) => say(`${day}T09:00`, 'de', now))).toEqual([
      'morgen um 9 Uhr',
      'übermorgen um 9 Uhr',
      'am Montag um 9 Uhr',
      'nächste Woche Donnerstag um 9 Uhr',
      'nächste Woche Sonntag um 9 Uhr',
      'am 11. Januar um 9 Uhr',
    ])
  })

  it('INC-03: what is said is the time of the zone, never UTC', () => {
    const berlin = { language: 'de', clock, nowMs: Date.parse('2026-12-13T10:00Z') } as const
    expect(speakMoment(Date.parse('2026-12-14T06:00Z'), berlin)).toBe('morgen um 7 Uhr')
  })
})

describe('no two moments sound the same', () => {
  const expectApart = (moments: readonly number[], zone: string, nowMs: number) => {
    for (const language of ['de', 'en'] as const) {
      const listener = { language, clock: findWallClock(zone)!, nowMs }
      expect(new Set(moments.map((moment) => speakMoment(moment, listener))).size, zone).toBe(moments.length)
    }
  }

  it('in the days around any change of clocks, in any zone', { timeout: 20_000 }, () => {
    for (const zone of Intl.supportedValuesOf('timeZone'))
      for (const change of changesOfClocks(zone, Date.UTC(2026, 0), Date.UTC(2027, 0))) {
        const moments = Array.from({ length: 24 }, (_, n) => change + (n - 12) * 1_800_000)
        expectApart(moments, zone, change - 86_400_000)
      }
  })

  it('in the two years ahead, and in half a year behind', () => {
    for (const nowMs of [Date.UTC(2026, 2, 27, 9), Date.UTC(2027, 11, 31, 22), Date.UTC(2028, 1, 29, 1)])
      expectApart(
        Array.from({ length: 910 }, (_, n) => nowMs + (n - 180) * 86_400_000),
        'Europe/Berlin',
        nowMs,
      )
  })
})
