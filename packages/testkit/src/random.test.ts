import { expect, it } from 'vitest'
import { seededRandom, testIds } from './random.ts'

const draw = (seed: number) => Array.from({ length: 1_000 }, seededRandom(seed))

it('repeats its numbers for a seed, and no others', () => {
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

it('draws evenly from 0 to 1', () => {
  const numbers = draw(1)
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
  expect(numbers.reduce((sum, number) => sum + number) / numbers.length).toBeCloseTo(0.5, 1)
})

it('counts ids that have the shape of UUIDv7, in series that never meet', () => {
  const [a, b] = [testIds(), testIds(1)]
  expect([a.next(), a.next(), b.next()]).toEqual([
    '00000000-0000-7000-8000-000000000001',
    '00000000-0000-7000-8000-000000000002',
    '00000001-0000-7000-8000-000000000001',
  ])
})
