import { expect, it } from 'vitest'
import { usable } from './day-entry.ts'
import { settlesAtMs } from './version.ts'

const entry = { stamp: 's', versions: ['v1', 'w1'], loadedAtMs: 100, expiresAtMs: 200, starts: [], suspect: false }
const wanted = { versions: ['v1', 'w1'], nowMs: 150, notBeforeMs: 0 }

it.each([
  { name: 'as it is', changes: {}, good: true },
  { name: 'once it is expired', changes: { nowMs: 200 }, good: false },
  { name: 'for who wants it younger', changes: { notBeforeMs: 101 }, good: false },
  { name: 'for who wants it as young', changes: { notBeforeMs: 100 }, good: true },
  { name: 'after a change of one of its hosts', changes: { versions: ['v1', 'w2'] }, good: false },
  { name: 'when another host came', changes: { versions: ['v1', 'w1', 'x1'] }, good: false },
])('an entry $name: $good', ({ changes, good }) => {
  expect(usable(entry, { ...wanted, ...changes })).toBe(good)
})

it('the latest change of any host decides when Cal.com has settled', () => {
  expect(settlesAtMs(['1700-1:0', '1700-2:5000', '1700-3:4000'])).toBe(5_000)
  expect(settlesAtMs(['1700-1:0'])).toBe(0)
  expect(settlesAtMs(['garbage'])).toBe(0)
})
