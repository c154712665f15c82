import { expect, it } from 'vitest'
import { row } from './row.ts'
import { markdownTable, textTable } from './table.ts'

const rows = [
  row({ id: 'P1', measure: 'look-ups', unit: '×', values: [0.9, 0.8, 0.95], goal: { atLeast: 0.85 }, reference: 'echo a|b' }),
  row({ id: 'P8', measure: 'start', unit: 's', values: [2], goal: { below: 1.5 } }),
]

it('sets the columns below each other', () => {
  const [head, first, second] = textTable(rows).split('\n')
  const at = head?.indexOf('goal') ?? 0
  expect([first?.slice(at, at + 6), second?.slice(at, at + 5)]).toEqual(['≥ 0.85', '< 1.5'])
  expect(second).toContain('NO')
})

it('keeps a cell a cell in markdown', () => {
  expect(markdownTable(rows).split('\n')[2]).toBe('| P1 | look-ups | 0.9 × | 0.8 – 0.95 | ≥ 0.85 | yes | echo a\\|b |')
})
