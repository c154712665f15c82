import { describe, expect, it } from 'vitest'
import { CachedDay } from './cached-day.ts'
import { offeredOf, verdictOf, viewOf } from './day-view.ts'
import { ANNA, at, seconds, unitOf } from './testing.ts'
import { epochDay } from './utc-day.ts'

const LISTED = seconds('08:00', '09:00', '09:30', '10:00', '11:00')
const NOW = at('08:30')
const RANGE = { fromMs: at('08:00'), toMs: at('10:30') }

const claim = (appointmentUid: string, from: string, to: string, expiresAtMs = 0) => ({
  resource: ANNA,
  fromMs: at(from),
  toMs: at(to),
  expiresAtMs,
  appointmentUid,
})

function dayOf(claims = [claim('a1', '09:30', '10:00')], noticeMs = 0) {
  const entry = { stamp: 'load-1', versions: [], loadedAtMs: NOW - 5_000, expiresAtMs: NOW, starts: LISTED, suspect: false }
  return new CachedDay(unitOf({ noticeMs }), epochDay(NOW), entry, claims, true)
}

describe('why a start was in an answer or not', () => {
  const look = { range: RANGE, nowMs: NOW }
  const view = viewOf(dayOf(), '', NOW)

  it.each([
    { start: at('09:00'), verdict: 'offered' },
    { start: at('09:30'), verdict: 'claimed_here' },
    { start: at('08:00'), verdict: 'inside_notice' },
    { start: at('09:15'), verdict: 'not_listed' },
    { start: at('11:00'), verdict: 'out_of_range' },
    { start: at('09:00') + 86_400_000, verdict: 'out_of_range' },
  ])('$verdict', ({ start, verdict }) => expect(verdictOf(view, look, start)).toBe(verdict))

  it('the notice of the service counts from the moment of the answer', () => {
    expect(verdictOf(viewOf(dayOf([], 3_600_000), '', NOW), look, at('09:00'))).toBe('inside_notice')
  })

  it('not named, where the answer chose among what was free', () => {
    const chosen = { ...look, named: [{ eventTypeId: '1', startMs: at('10:00') }] }
    expect(verdictOf(view, chosen, at('09:00'))).toBe('not_named')
    expect(offeredOf(view, chosen)).toEqual(seconds('10:00'))
    expect(verdictOf(view, { ...look, named: [{ eventTypeId: '2', startMs: at('10:00') }] }, at('10:00'))).toBe('not_named')
  })

  it('offered, where the answer named it, also behind the range: that is the range of what begins first', () => {
    const named = { ...look, named: [{ eventTypeId: '1', startMs: at('11:00') }] }
    expect(verdictOf(view, named, at('11:00'))).toBe('offered')
    expect(verdictOf({ ...view, day: view.day + 1 }, named, at('11:00'))).toBe('out_of_range')
  })
})

it.each([
  { name: 'nobody in particular', holder: '', noticeMs: 0 },
  { name: 'the holder of a claim', holder: 'a1', noticeMs: 0 },
  { name: 'a service with notice', holder: '', noticeMs: 3_600_000 },
])('what a view says was offered is what the day gave: $name', ({ holder, noticeMs }) => {
  const day = dayOf(undefined, noticeMs)
  expect(offeredOf(viewOf(day, holder, NOW), { range: RANGE, nowMs: NOW })).toEqual(day.free(RANGE, holder, NOW))
})

it('a view stays the same while the notice passes over its slots: it is kept once for all of them', () => {
  expect(viewOf(dayOf(), '', at('10:00'))).toEqual(viewOf(dayOf(), '', NOW))
})
