import { describe, expect, it } from 'vitest'
import { dueMs, overdueUntilMs, pastItsHalf, stands } from './day-entry.ts'
import { settlesAtMs } from './version.ts'

const entry = { stamp: 's', versions: ['v1', 'w1'], loadedAtMs: 100, expiresAtMs: 200, starts: [], suspect: false }

it.each([
  { name: 'while nothing changed', versions: ['v1', 'w1'], good: true },
  { name: 'after a change of one of its hosts', versions: ['v1', 'w2'], good: false },
  { name: 'when another host came', versions: ['v1', 'w1', 'x1'], good: false },
])('an entry stands $name: $good', ({ versions, good }) => {
  expect(stands(entry, versions)).toBe(good)
})

it('the latest change of any host decides when Cal.com has settled', () => {
  expect(settlesAtMs(['1700-1:0', '1700-2:5000', '1700-3:4000'])).toBe(5_000)
  expect(settlesAtMs(['1700-1:0'])).toBe(0)
  expect(settlesAtMs(['garbage'])).toBe(0)
})

describe('an entry in use', () => {
  const lives = { ...entry, versions: ['1700-1:0'], loadedAtMs: 100_000, expiresAtMs: 400_000 }

  it.each([
    { name: 'is due in the last fifth of its life', changes: {}, due: 340_000, overdueUntil: 460_000 },
    {
      name: 'is due at once when it is suspect, and never given past its time',
      changes: { suspect: true },
      due: 100_000,
      overdueUntil: 400_000,
    },
    {
      name: 'is not due before Cal.com has settled, nor given past that',
      changes: { versions: ['1700-1:400000'] },
      due: 400_000,
      overdueUntil: 400_000,
    },
    {
      name: 'is not due before its end when it lives for less than 30 s',
      changes: { expiresAtMs: 129_999 },
      due: 129_999,
      overdueUntil: 135_998.8,
    },
  ])('$name', ({ changes, due, overdueUntil }) => {
    expect(dueMs({ ...lives, ...changes })).toBe(due)
    expect(overdueUntilMs({ ...lives, ...changes }, 60_000)).toBeCloseTo(overdueUntil, 3)
  })

  it('is given past its time no longer than is allowed', () => {
    expect(overdueUntilMs(lives, 5_000)).toBe(405_000)
    expect(overdueUntilMs(lives, 0)).toBe(400_000)
  })

  it('is worth taking along from half of its life on, suspect or not: asking again at once would find the same', () => {
    for (const suspect of [false, true]) {
      expect(pastItsHalf({ ...lives, suspect }, 249_999)).toBe(false)
      expect(pastItsHalf({ ...lives, suspect }, 250_000)).toBe(true)
    }
  })
})
