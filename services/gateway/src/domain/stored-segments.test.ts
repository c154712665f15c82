import { expect, it } from 'vitest'
import { segmentsOf } from './stored-segments.ts'

const shown = (stored: Parameters<typeof segmentsOf>[0]) =>
  segmentsOf(stored).map(({ key, durationMin, gapAfterMin, gapAfterMax }) => `${key} ${durationMin} (${gapAfterMin}-${gapAfterMax})`)

it('reads pauses that are written on the segment before them', () => {
  const colour = { key: 'A', durationMin: 60, gapAfterMin: 30, gapAfterMax: 60 }
  expect(shown([colour, { key: 'B', durationMin: 45 }])).toEqual(['A 60 (30-60)', 'B 45 (0-0)'])
  expect(shown([{ key: 'A', gapAfterMin: 20 }, { key: 'B' }])).toEqual(['A 60 (20-20)', 'B 60 (0-0)'])
})

it('reads pauses that stand as segments of their own, which nobody does', () => {
  const stored = [
    { key: 'A', durationMin: 50, type: 'active', staff_required: true },
    { key: 'A_gap', durationMin: 15, type: 'processing', staff_required: false },
    { key: 'B', durationMin: 5, type: 'active' },
    { key: 'B_gap', durationMin: 10, type: 'processing' },
    { key: 'C', durationMin: 15, type: 'active' },
    { key: 'D', durationMin: 40, type: 'active' },
  ]
  expect(shown(stored)).toEqual(['A 50 (15-15)', 'B 5 (10-10)', 'C 15 (0-0)', 'D 40 (0-0)'])
  expect(shown([stored[1]!, stored[0]!])).toEqual(['A 50 (0-0)'])
})
