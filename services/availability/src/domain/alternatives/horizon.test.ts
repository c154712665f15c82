import { expect, it } from 'vitest'
import { wall, wishAt } from './testing.ts'
import { horizonOf } from './wish.ts'

const HOUR_MS = 3_600_000
const hours = (wish: string, nowMs = 0): number => {
  const { fromMs, toMs } = horizonOf(wishAt(wish), nowMs)
  return (toMs + 1 - fromMs) / HOUR_MS
}

it('reaches from the first minute of the wished day to the last one a week later', () => {
  expect(horizonOf(wishAt('2027-03-03T14:00'), 0)).toEqual({ fromMs: wall('2027-03-03T00:00'), toMs: wall('2027-03-11T00:00') - 1 })
})

it('counts days of the calendar: a change of clocks makes it an hour shorter or longer', () => {
  expect([hours('2027-03-03T14:00'), hours('2027-03-24T14:00'), hours('2026-10-21T14:00')]).toEqual([8 * 24, 8 * 24 - 1, 8 * 24 + 1])
})

it('leaves out what is past', () => {
  const nowMs = wall('2027-03-03T12:00')
  expect(horizonOf(wishAt('2027-03-03T14:00'), nowMs).fromMs).toBe(nowMs)
})
