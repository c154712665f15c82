import { describe, expect, it } from 'vitest'
import { alternativesOf } from './alternatives.ts'
import { slotAt, wall, wishAt } from './testing.ts'
import type { Wish } from './wish.ts'

const WISH = '2027-03-03T14:00' // a Wednesday
const shownAs = new Map<number, string>()
const slots = (...starts: string[]) =>
  starts.map((start) => {
    shownAs.set(wall(start), start.slice(5))
    return slotAt(wall(start))
  })
const offered = (starts: string[], changes: Partial<Wish> = {}, wish = WISH) =>
  alternativesOf(slots(...starts), wishAt(wish, changes)).map(({ startMs, strategy, score }) => [shownAs.get(startMs), strategy, score])
const starts = (...args: Parameters<typeof offered>) => offered(...args).map(([start]) => start)

describe('the four strategies', () => {
  it('rank by minutes from the wish and a bonus of their own', () => {
    const free = ['2027-03-03T15:00', '2027-03-03T13:30', '2027-03-04T14:00', '2027-03-10T14:00', '2027-03-05T14:00']
    expect(offered(free)).toEqual([
      ['03-03T15:00', 'same_day', 10_000 - 60 + 500],
      ['03-03T13:30', 'same_day', 10_000 - 30 + 300],
      ['03-04T14:00', 'next_workday', 10_000 - 1_440 + 250],
      ['03-05T14:00', 'next_available', 10_000 - 2_880 + 100],
      ['03-10T14:00', 'next_week', 10_000 - 10_080 + 150],
    ])
  })

  it('in the morning earlier is dearer than later, in the afternoon the other way round', () => {
    expect(offered(['2027-03-03T10:30', '2027-03-03T11:30'], {}, '2027-03-03T11:00')).toEqual([
      ['03-03T10:30', 'same_day', 10_470],
      ['03-03T11:30', 'same_day', 10_270],
    ])
    expect(starts(['2027-03-03T11:30', '2027-03-03T12:30'], {}, '2027-03-03T12:00')).toEqual(['03-03T12:30', '03-03T11:30'])
  })

  it('the same day ends at the window, both ends inside; later that day is the next available, earlier is nothing', () => {
    const free = ['2027-03-03T11:59', '2027-03-03T12:00', '2027-03-03T16:00', '2027-03-03T16:01']
    expect(offered(free).map(([start, strategy]) => [start, strategy])).toEqual([
      ['03-03T16:00', 'same_day'],
      ['03-03T12:00', 'same_day'],
      ['03-03T16:01', 'next_available'],
    ])
    expect(starts(free, { windowMin: 30 })).toEqual(['03-03T16:00', '03-03T16:01'])
  })

  it('on another day the same time comes before an earlier one, however near that is to the wish', () => {
    expect(starts(['2027-03-04T09:00', '2027-03-04T13:00', '2027-03-04T14:00'])).toEqual(['03-04T14:00', '03-04T13:00', '03-04T09:00'])
  })

  it('the next workday after a Friday is Monday, or Saturday where weekends count', () => {
    const free = ['2027-03-06T14:00', '2027-03-07T14:00', '2027-03-08T14:00']
    const friday = '2027-03-05T14:00'
    expect(offered(free, { strategies: ['next_workday'] }, friday)).toEqual([['03-08T14:00', 'next_workday', 10_000 - 3 * 1_440 + 250]])
    expect(starts(free, { strategies: ['next_workday'], weekends: true }, friday)).toEqual(['03-06T14:00'])
  })

  it('are tried in the caller’s order, and only those that he names', () => {
    const free = ['2027-03-03T15:00', '2027-03-04T14:00', '2027-03-10T14:00']
    expect(offered(free, { strategies: ['next_available', 'same_day'] }).map(([, strategy]) => strategy)).toEqual(
      Array(3).fill('next_available'),
    )
    expect(starts(free, { strategies: ['next_week'] })).toEqual(['03-10T14:00'])
  })
})

describe('what is never offered', () => {
  it('the wish itself', () => {
    expect(starts([WISH, '2027-03-03T14:30'])).toEqual(['03-03T14:30'])
  })

  it('Saturdays and Sundays, unless weekends count', () => {
    const weekend = ['2027-03-06T14:00', '2027-03-07T14:00']
    expect(starts(weekend)).toEqual([])
    expect(starts(weekend, { weekends: true })).toHaveLength(2)
  })

  it('what is outside of business hours; opening and last start are inside', () => {
    const free = ['2027-03-04T08:00', '2027-03-04T08:59', '2027-03-04T09:00', '2027-03-04T18:00', '2027-03-04T18:01', '2027-03-04T19:00']
    expect(starts(free)).toEqual(['03-04T18:00', '03-04T09:00'])
    expect(starts(free, { businessHours: { fromMinute: 480, toMinute: 539 } })).toEqual(['03-04T08:00', '03-04T08:59'])
  })

  it('what overlaps with a time of the customer that is taken, from first to last minute', () => {
    const free = ['2027-03-04T13:00', '2027-03-04T13:30', '2027-03-04T14:00', '2027-03-04T14:30', '2027-03-04T15:00']
    const taken = (from: string, to: string) => ({ fromMs: wall(`2027-03-04T${from}`), toMs: wall(`2027-03-04T${to}`) })
    const left = (...times: Wish['taken']) => starts(free, { taken: times }).sort()
    expect(left(taken('14:00', '14:30'))).toEqual(['03-04T13:00', '03-04T13:30', '03-04T14:30', '03-04T15:00'])
    expect(left(taken('13:59', '14:31'))).toEqual(['03-04T13:00', '03-04T15:00'])
    expect(left(taken('14:10', '14:20'), taken('09:00', '20:00'), taken('13:00', '13:01'))).toEqual([])
    expect(left(taken('14:45', '14:46'), taken('13:10', '13:20'))).toEqual(['03-04T13:30', '03-04T14:00', '03-04T15:00'])
  })

  it('one start twice: the first who offers it has it', () => {
    const both = ['anna', 'ben'].map((staff) => slotAt(wall('2027-03-03T15:00'), staff))
    expect(alternativesOf(both, wishAt(WISH))).toMatchObject([{ staffId: 'anna', eventTypeId: 'of-anna' }])
    expect(alternativesOf([...both].reverse(), wishAt(WISH))).toMatchObject([{ staffId: 'ben' }])
  })

  it('more than the limit: the best stay', () => {
    expect(starts(['2027-03-04T14:00', '2027-03-03T15:30', '2027-03-03T15:00'], { limit: 2 })).toEqual(['03-03T15:00', '03-03T15:30'])
  })
})

describe('a wish outside of business hours', () => {
  it('before the opening means the opening of that day', () => {
    expect(starts(['2027-03-03T09:00', '2027-03-03T10:30', '2027-03-04T09:00'], {}, '2027-03-03T06:30')).toEqual([
      '03-03T09:00',
      '03-03T10:30',
      '03-04T09:00',
    ])
  })

  it('after closing, or at the weekend, means the opening of the next workday', () => {
    const free = ['2027-03-08T15:00', '2027-03-08T09:30', '2027-03-08T09:00']
    for (const wish of ['2027-03-05T20:00', '2027-03-06T15:00'])
      expect(starts(free, {}, wish)).toEqual(['03-08T09:00', '03-08T09:30', '03-08T15:00'])
  })
})

describe('a part of the day that is preferred', () => {
  const afternoon = { fromMinute: 720, toMinute: 1_080 }

  it('comes before everything else, be it further away, and the rest after it', () => {
    const free = ['2027-03-03T10:30', '2027-03-04T10:00', '2027-03-04T12:00', '2027-03-10T17:59', '2027-03-10T18:00']
    expect(starts(free, { preference: afternoon }, '2027-03-03T10:00')).toEqual([
      '03-04T12:00',
      '03-10T17:59',
      '03-03T10:30',
      '03-04T10:00',
      '03-10T18:00',
    ])
  })

  it('is open as a whole on the same day, wherever the window ends', () => {
    expect(offered(['2027-03-03T17:30'], { preference: afternoon, windowMin: 30 }, '2027-03-03T10:00')[0]?.slice(0, 2)).toEqual([
      '03-03T17:30',
      'same_day',
    ])
  })
})

describe('over a change of clocks', () => {
  it('the same time next workday is the same on the wall, not 24 hours later', () => {
    const free = ['2027-03-29T13:00', '2027-03-29T14:00', '2027-03-29T15:00']
    expect(starts(free, {}, '2027-03-26T14:00')[0]).toBe('03-29T14:00') // clocks go forward on the 28th
    expect(starts(['2026-10-26T13:00', '2026-10-26T14:00', '2026-10-26T15:00'], {}, '2026-10-23T14:00')[0]).toBe('10-26T14:00')
  })

  it('business hours are those of the wall before and after it', () => {
    const free = ['2027-03-26T09:00', '2027-03-26T08:30', '2027-03-29T09:00', '2027-03-29T08:30']
    expect(starts(free, {}, '2027-03-25T10:00')).toEqual(['03-26T09:00', '03-29T09:00'])
  })
})
