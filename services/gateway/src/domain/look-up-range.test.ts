import { expect, it } from 'vitest'
import { FieldErrors } from './field-errors.ts'
import { readRange } from './look-up-range.ts'

const NOW = Date.parse('2026-10-01T22:30:00Z') // 00:30 on 2 October in Berlin
const read = (start: string, end: string, zone = 'Europe/Berlin') => {
  const errors = new FieldErrors()
  const range = readRange(start, end, zone, NOW, errors)
  errors.throwIfAny()
  return range && [new Date(range.fromMs).toISOString(), new Date(range.toMs).toISOString()]
}

it('covers whole local days, also the long one of autumn', () => {
  expect(read('2026-10-24', '2026-10-25')).toEqual(['2026-10-23T22:00:00.000Z', '2026-10-25T22:59:59.999Z'])
})

it('takes one date twice as that day, and one moment twice as nothing', () => {
  expect(read('2026-10-25', '2026-10-25')).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z'])
  expect(() => read('2026-10-25T10:00:00', '2026-10-25T10:00:00')).toThrow('must be after start_date')
})

it('takes today as the zone has it, and not yesterday', () => {
  expect(read('2026-10-02', '2026-10-03')?.[0]).toBe('2026-10-01T22:00:00.000Z')
  expect(() => read('2026-10-01', '2026-10-03')).toThrow('must not be in the past')
  expect(read('2026-10-01', '2026-10-03', 'America/New_York')?.[0]).toBe('2026-10-01T04:00:00.000Z')
})

it('takes times too, and mixes them with dates', () => {
  expect(read('2026-10-02T09:00:00', '2026-10-02T12:00:00+02:00')).toEqual(['2026-10-02T07:00:00.000Z', '2026-10-02T10:00:00.000Z'])
  expect(read('2026-10-02T09:00:00', '2026-10-02')?.[1]).toBe('2026-10-02T21:59:59.999Z')
})

it('refuses what is years ahead, and says what a date looks like', () => {
  expect(() => read('2028-10-10', '2028-10-11')).toThrow('start_date must be at most 400 days ahead')
  expect(read('2027-10-20', '2027-10-21')).toHaveLength(2)
  expect(() => read('tomorrow', '2026-10-03')).toThrow('start_date must be a date such as 2026-10-01')
})

it('takes 62 days and no more', () => {
  expect(read('2026-10-03', '2026-12-02')).toHaveLength(2)
  expect(() => read('2026-10-03', '2026-12-05')).toThrow('at most 62 days')
})
