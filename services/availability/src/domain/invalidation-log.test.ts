import { expect, it } from 'vitest'
import { InvalidationLog } from './invalidation-log.ts'

it('tells what changed since a mark', () => {
  const log = new InvalidationLog()
  log.note('a')
  const mark = log.mark()
  expect(log.unchangedSince(mark, ['a', 'b'])).toBe(true)
  log.note('b')
  expect(log.unchangedSince(mark, ['a'])).toBe(true)
  expect(log.unchangedSince(mark, ['a', 'b'])).toBe(false)
})

it('takes everything for changed once it may have forgotten', () => {
  const log = new InvalidationLog(2)
  const mark = log.mark()
  for (const place of ['a', 'b', 'c']) log.note(place)
  expect(log.unchangedSince(mark, ['z'])).toBe(false)
  expect(log.unchangedSince(log.mark(), ['a', 'b', 'c'])).toBe(true)
})
