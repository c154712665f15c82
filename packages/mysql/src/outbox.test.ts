import { expect, it } from 'vitest'
import { laneOf, OUTBOX_LANES } from './outbox.ts'

// Old and new processes run side by side: were a key to change its lane, its records could pass each other.
it.each([
  ['1/01890a5d-ac96-774b-bcce-b302099a8057', 15],
  ['1', 12],
  ['', 5],
  ['ü', 10],
])('never moves a key to another lane: %s', (key, lane) => {
  expect(laneOf(key)).toBe(lane)
})

it('spreads keys over all lanes', () => {
  const counts = new Map<number, number>()
  for (let n = 0; n < 16_000; n++) counts.set(laneOf(`1/key-${n}`), (counts.get(laneOf(`1/key-${n}`)) ?? 0) + 1)
  expect(counts.size).toBe(OUTBOX_LANES)
  expect(Math.max(...counts.values())).toBeLessThan(1_300)
})
