import { expect, it } from 'vitest'
import { reachOf } from './reach.ts'

it('begins each segment between the quickest and the longest way through those before it', () => {
  const stages = [
    { durationsMs: [60, 50], gapMinMs: 15, gapMaxMs: 30 },
    { durationsMs: [10], gapMinMs: 0, gapMaxMs: 5 },
    { durationsMs: [40], gapMinMs: 7, gapMaxMs: 7 },
  ]
  expect(reachOf(stages)).toEqual([
    { earliestMs: 0, latestMs: 0 },
    { earliestMs: 65, latestMs: 90 },
    { earliestMs: 75, latestMs: 105 },
  ])
})
