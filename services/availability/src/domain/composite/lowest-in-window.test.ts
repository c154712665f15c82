import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LowestInWindow } from './lowest-in-window.ts'

it('finds the first of the lowest in any window, and nothing in an empty one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }), (numbers) => {
      const windows = new LowestInWindow(new Float64Array(numbers), (a, b) => a < b)
      for (let from = 0; from <= numbers.length; from++) {
        for (let to = 0; to <= numbers.length; to++) {
          const window = numbers.slice(from, to)
          expect(windows.find(from, to)).toBe(window.length === 0 ? undefined : from + window.indexOf(Math.min(...window)))
        }
      }
    }),
    { numRuns: 200 },
  )
})
