import { expect, it } from 'vitest'
import { figure, type Goal, row } from './row.ts'

const holds = (values: number[], goal: Goal) => row({ id: 'P0', measure: 'm', unit: 'ms', values, goal }).holds

it('judges by the median of the runs', () => {
  expect(holds([1, 9, 2], { atMost: 2 })).toBe(true)
  expect(holds([1, 9, 3], { atMost: 2 })).toBe(false)
  expect(holds([0.9, 0.85, 0.1], { atLeast: 0.85 })).toBe(true)
  expect(holds([0.84], { atLeast: 0.85 })).toBe(false)
})

it('takes the bound itself where the goal says so, and only there', () => {
  expect(holds([2], { atMost: 2 })).toBe(true)
  expect(holds([2], { below: 2 })).toBe(false)
})

it('never holds without a number', () => {
  expect(holds([], { atMost: 2 })).toBe(false)
  expect(holds([Number.NaN], { atLeast: 2 })).toBe(false)
})

it('judges nothing without a goal', () => {
  expect(row({ id: 'P0', measure: 'm', unit: 'ms', values: [1] })).toMatchObject({ goal: '', holds: null })
})

it('writes three digits that matter', () => {
  expect([0.87412, 12.345, 123.4, 12_345.6, 0, 2, Number.NaN, Infinity].map(figure)).toEqual([
    '0.874',
    '12.3',
    '123',
    '12,346',
    '0',
    '2',
    '–',
    '∞',
  ])
})
