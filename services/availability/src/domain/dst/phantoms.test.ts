import { findWallClock, type WallClock } from '@calbridge/speech'
import { seededRandom } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { DAY_MS, dayStartMs, epochDay } from '../utc-day.ts'
import { type ClockChange, findClockChange } from './clock-change.ts'
import { doubtfulSpan, isDoubtful, withoutPhantoms } from './phantoms.ts'
import type { WorkingHours } from './working-hours.ts'

const MINUTE_MS = 60_000
const STEP_MS = 15 * MINUTE_MS
const EVERY_DAY = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const FROM_MS = Date.UTC(2027, 0, 1)
const ZONES = Intl.supportedValuesOf('timeZone')

const clockOf = (zone: string): WallClock => findWallClock(zone)!
const text = (minute: number): string =>
  minute === 1_440 ? '23:59' : [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
const hoursOf = (timeZone: string, from: number, to: number): WorkingHours => ({
  timeZone,
  availability: [{ days: EVERY_DAY, startTime: text(from), endTime: text(to) }],
  overrides: [],
})

/** The changes of two years. */
function changesOf(clock: WallClock): ClockChange[] {
  const weeks = Array.from({ length: 105 }, (_, week) => FROM_MS + week * 7 * DAY_MS)
  return weeks.flatMap((ms) => findClockChange(clock, ms, ms + 7 * DAY_MS) ?? [])
}

const offsetMs = (clock: WallClock, ms: number): number => {
  const { day, minute } = clock.at(ms)
  return day * DAY_MS + minute * MINUTE_MS - ms
}

/** As Cal.com lists a day: with the offset that its last minute has. */
function listed(clock: WallClock, day: number, from: number, to: number, durationMs: number): number[] {
  const lastMs = day * DAY_MS + DAY_MS - MINUTE_MS
  const offset = offsetMs(clock, lastMs - offsetMs(clock, lastMs))
  const [startMs, endMs] = [from, to].map((minute) => day * DAY_MS + minute * MINUTE_MS - offset)
  const starts: number[] = []
  for (let ms = startMs!; ms + durationMs <= endMs!; ms += STEP_MS) starts.push(ms / 1_000)
  return starts
}

/** Step by step, as the clock on the wall goes. */
function isWorking(minuteAt: (ms: number) => number, start: number, durationMs: number, from: number, to: number): boolean {
  for (let ms = start * 1_000; ms < start * 1_000 + durationMs; ms += STEP_MS) {
    const minute = minuteAt(ms)
    if (minute < from || minute >= to) return false
  }
  return true
}

function remembered(find: (ms: number) => number): (ms: number) => number {
  const known = new Map<number, number>()
  return (ms) => {
    const found = known.get(ms) ?? find(ms)
    known.set(ms, found)
    return found
  }
}

/** Does the clock show this minute exactly once on the day? */
const isPlain = (clock: WallClock, day: number, minute: number): boolean => {
  const ms = clock.instantOf(day, minute)
  return clock.occurrence(ms) === 'only' && clock.at(ms).minute === minute % 1_440
}

/** As loads do it: a UTC day at a time. */
const kept = (clock: WallClock, hours: WorkingHours, starts: readonly number[], durationMs: number): number[] =>
  [...Map.groupBy(starts, (start) => epochDay(start * 1_000))].flatMap(([day, ofDay]) => {
    const span = doubtfulSpan(clock, day, durationMs)
    return span ? withoutPhantoms(ofDay, span, hours, clock, durationMs) : ofDay
  })

describe('in every zone, over two years', () => {
  const random = seededRandom(28)
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
  const all = ZONES.map((zone) => ({ zone, clock: clockOf(zone), changes: changesOf(clockOf(zone)) }))
  // Of zones whose clocks go alike one is enough.
  const alike = Map.groupBy(all, ({ clock, changes }) => JSON.stringify([offsetMs(clock, FROM_MS), changes]))
  const zones = [...alike.values()].map(([first]) => first!)

  it('days that are not next to a change are never doubtful', () => {
    for (const { clock, changes } of zones) {
      for (const { atMs } of changes) {
        for (const away of [-12, -5, -4, 3, 4, 9]) {
          const day = epochDay(atMs) + away
          expect(doubtfulSpan(clock, day, 30 * MINUTE_MS)).toBeUndefined()
        }
      }
    }
  })

  it('near a change what lies outside of the hours is dropped, and nothing that lies inside', () => {
    let [dropped, checked] = [0, 0]
    for (const { zone, clock, changes } of zones) {
      const minuteAt = remembered((ms) => clock.at(ms).minute)
      for (const { atMs } of changes.flatMap((change) => Array<ClockChange>(4).fill(change))) {
        const from = between(0, 95) * 15
        const to = Math.min(1_440, from + between(2, 60) * 15)
        const durationMs = between(1, 8) * STEP_MS
        const changed = clock.at(atMs).day
        const exact = [changed - 1, changed].every((day) => [from, to].every((minute) => isPlain(clock, day, minute)))
        for (const day of [-2, -1, 0, 1, 2].map((beside) => changed + beside)) {
          const starts = listed(clock, day, from, to, durationMs)
          const left = kept(clock, hoursOf(zone, from, to), starts, durationMs)
          const real = starts.filter((start) => isWorking(minuteAt, start, durationMs, from, to))
          expect(left, `${zone} ${day}`).toEqual(expect.arrayContaining(real))
          // Hours that touch midnight go on in the next day's, so that only within a day minutes tell.
          if (!exact || from === 0 || to === 1_440) continue
          expect(left, `${zone} ${day} ${text(from)}–${text(to)}`).toEqual(real)
          dropped += starts.length - left.length
          checked++
        }
      }
    }
    expect(checked).toBeGreaterThan(1_000)
    expect(dropped).toBeGreaterThan(100)
  })
})

describe('as it was seen at Cal.com', () => {
  const berlin = clockOf('Europe/Berlin')
  const hours = hoursOf('Europe/Berlin', 0, 480)
  const HOUR_MS = 3_600_000
  const at = (text: string): number => Date.parse(text) / 1_000

  it('28 March 2027 in Berlin: the hour before midnight is not the host’s', () => {
    const starts = [at('2027-03-27T23:00+01:00'), at('2027-03-28T00:00+01:00'), at('2027-03-28T01:00+01:00'), at('2027-03-28T07:00+02:00')]
    expect(kept(berlin, hours, starts, HOUR_MS)).toEqual(starts.slice(1))
  })

  it('slots over the change stay: the hours go on through it', () => {
    for (const text of ['2027-03-28T01:30+01:00', '2027-10-31T02:00+02:00', '2027-10-31T02:30+02:00', '2027-10-31T02:00+01:00'])
      expect(kept(berlin, hours, [at(text)], HOUR_MS)).toEqual([at(text)])
  })

  it('a day’s own hours go before the week’s, and a closed day has none', () => {
    const closed = { ...hours, overrides: [{ date: '2027-03-28', startTime: '00:00', endTime: '00:00' }] }
    const early = { ...hours, overrides: [{ date: '2027-03-27', startTime: '22:00', endTime: '23:59' }] }
    const [before, after] = [at('2027-03-27T23:00+01:00'), at('2027-03-28T00:00+01:00')]
    expect(kept(berlin, closed, [before, after], HOUR_MS)).toEqual([])
    expect(kept(berlin, early, [before, after], HOUR_MS)).toEqual([before, after])
  })

  it('a slot of the evening before that would only fit with the phantom hour goes, the one that fits without it stays', () => {
    const days = [
      { days: ['Saturday'], startTime: '20:00', endTime: '23:30' },
      { days: ['Sunday'], startTime: '00:00', endTime: '08:00' },
    ]
    const [fits, reachesOver] = [at('2027-03-27T22:30+01:00'), at('2027-03-27T22:45+01:00')]
    expect(kept(berlin, { ...hours, availability: days }, [fits, reachesOver], HOUR_MS)).toEqual([fits])
  })

  it.each([
    ['Europe/Berlin', '2027-03-28T01:00Z', 60],
    ['America/New_York', '2027-11-07T06:00Z', -60],
    ['Australia/Lord_Howe', '2027-10-02T15:30Z', 30],
    ['Australia/Lord_Howe', '2027-04-03T15:00Z', -30],
    ['America/Santiago', '2027-04-04T03:00Z', -60],
    ['Pacific/Auckland', '2027-09-25T14:00Z', 60],
  ])('%s changes at %s', (zone, text, shiftMin) => {
    const atMs = Date.parse(text)
    expect(findClockChange(clockOf(zone), atMs - 2 * DAY_MS, atMs + DAY_MS)).toEqual({ atMs, shiftMs: shiftMin * MINUTE_MS })
  })

  it('office hours have nothing to check', () => {
    for (const date of ['2027-03-28', '2027-10-31']) {
      const starts = [9, 12, 16].map((hour) => berlin.instantOf(epochDay(Date.parse(date)), hour * 60) / 1_000)
      const span = doubtfulSpan(berlin, epochDay(starts[0]! * 1_000), HOUR_MS)
      expect(span).toBeDefined()
      expect(isDoubtful(starts, span!)).toBe(false)
    }
  })

  it('a zone without changes has no doubtful day', () => {
    const days = Array.from({ length: 730 }, (_, ahead) => epochDay(FROM_MS) + ahead)
    expect(days.filter((day) => doubtfulSpan(clockOf('Asia/Tokyo'), day, HOUR_MS))).toEqual([])
    expect(dayStartMs(days[0]!)).toBe(FROM_MS)
  })
})
