import { expect, it } from 'vitest'
import { byDemand, type Demand, hourOfWeek } from './demand.ts'

const HOURS = 168
/** Booked so often, `peak` times of it in one hour of the week. */
const demand = (eventTypeId: string, bookings: number, hour = 0, peak = 0): Demand => ({
  eventTypeId,
  bookings,
  byHourOfWeek: Array.from({ length: HOURS }, (_, index) => (index === hour ? peak : 0)),
})
const MONDAY_NINE = Date.parse('2027-03-01T09:10:00Z')

it('counts the hours of the week from Monday 00:00 UTC', () => {
  expect(hourOfWeek(Date.parse('2027-03-01T00:00:00Z'))).toBe(0)
  expect(hourOfWeek(MONDAY_NINE)).toBe(9)
  expect(hourOfWeek(Date.parse('2027-02-28T23:59:59Z'))).toBe(HOURS - 1)
})

it('puts first what is booked most in the hours to come, then what is booked most at all', () => {
  const demands = [
    demand('few', 6),
    demand('many', 90),
    demand('at nine', 10, 9, 4),
    demand('at ten', 8, 10, 8),
    demand('at eight', 80, 8, 80),
  ]
  expect(byDemand(demands, MONDAY_NINE)).toEqual(['at ten', 'at nine', 'many', 'at eight', 'few'])
})

it('goes on from Sunday to Monday', () => {
  expect(byDemand([demand('a', 9), demand('b', 6, 0, 6)], Date.parse('2027-02-28T23:58:00Z'))).toEqual(['b', 'a'])
})

it('names an event type once, with all that is booked of it by whomever', () => {
  expect(byDemand([demand('a', 7), demand('b', 6), demand('b', 6)], MONDAY_NINE)).toEqual(['b', 'a'])
  expect(byDemand([], MONDAY_NINE)).toEqual([])
})
