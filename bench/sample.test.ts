import { expect, it } from 'vitest'
import { median, percentile, ratios, runsOf } from './sample.ts'

const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)

it('gives the sample of the nearest rank, and never one that was not seen', () => {
  expect([0, 0.01, 0.5, 0.95, 0.99, 0.991, 1].map((share) => percentile(hundred, share))).toEqual([1, 1, 50, 95, 99, 100, 100])
  expect(percentile([3], 0.99)).toBe(3)
  expect(percentile([1, 9], 0.5)).toBe(1)
})

it('orders by number and not by text', () => {
  expect(percentile([9, 10, 100], 1)).toBe(100)
  expect(median([9, 10, 100])).toBe(10)
})

it('leaves the samples as they were', () => {
  const samples = [3, 1, 2]
  percentile(samples, 0.5)
  median(samples)
  expect(samples).toEqual([3, 1, 2])
})

it('takes the middle of the runs, of an even number the mean of two', () => {
  expect(runsOf([4, 1, 3])).toEqual({ min: 1, median: 3, max: 4 })
  expect(runsOf([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 })
})

it('says that it does not know, where nothing was measured', () => {
  expect(percentile([], 0.5)).toBeNaN()
  expect(runsOf([])).toEqual({ min: Number.NaN, median: Number.NaN, max: Number.NaN })
})

it('compares each run with the one beside it', () => {
  expect(ratios([2, 6], [4, 4])).toEqual([0.5, 1.5])
  expect(ratios([2, 6], [4])[1]).toBeNaN()
})
