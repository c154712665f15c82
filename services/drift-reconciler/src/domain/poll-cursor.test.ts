import { expect, it } from 'vitest'
import { type PollCursor, readOn } from './poll-cursor.ts'

const at = (uid: string, updatedAtMs: number) => ({ uid, updatedAtMs })
const START: PollCursor = { updatedAtMs: 10, uids: [] }

it('reads each change once, though the cursor’s own moment is asked for again', () => {
  const first = readOn(START, [at('a', 10), at('b', 20)], 100)
  expect(first.unread.map(({ uid }) => uid)).toEqual(['a', 'b'])
  const second = readOn(first.cursor, [at('b', 20), at('c', 20), at('d', 30)], 100)
  expect(second.unread.map(({ uid }) => uid)).toEqual(['c', 'd'])
  expect(readOn(second.cursor, [at('d', 30)], 100).unread).toEqual([])
})

it('remembers all that it read of one moment', () => {
  const first = readOn(START, [at('a', 20)], 100)
  const second = readOn(first.cursor, [at('a', 20), at('b', 20)], 100)
  expect(second.cursor).toEqual({ updatedAtMs: 20, uids: ['a', 'b'] })
})

it('leaves young changes for the next time', () => {
  const { unread, cursor } = readOn(START, [at('a', 50), at('b', 60)], 50)
  expect(unread.map(({ uid }) => uid)).toEqual(['a'])
  expect(cursor).toEqual({ updatedAtMs: 50, uids: ['a'] })
})

it('reads a booking again that has changed again', () => {
  expect(readOn({ updatedAtMs: 20, uids: ['a'] }, [at('a', 21)], 100).unread).toHaveLength(1)
})
