import { expect, it } from 'vitest'
import type { DayEntry } from '../domain/day-entry.ts'
import { decodeEntry, encodeEntry } from './entry-codec.ts'

const entry: DayEntry = { stamp: '1-1', versions: ['v1', 'v2'], loadedAtMs: 1, expiresAtMs: 2, starts: [3, 4], suspect: false }

it.each([{}, { suspect: true }, { unchecked: true }, { warmed: true }, { suspect: true, unchecked: true, warmed: true }])(
  'gives back a day and what is doubtful about it: %j',
  (marks) => {
    expect(decodeEntry(encodeEntry({ ...entry, ...marks }))).toEqual({ ...entry, ...marks })
  },
)

it('tells the stamp without the rest being decoded', () => {
  expect(encodeEntry(entry).split('\n', 1)).toEqual(['1-1'])
})

it.each(['', '1-1', '\n[1,[],1,2,0,[]]', '1-1\n{', '1-1\n[9,[],1,2,0,[]]', '1-1\n[1,[1],1,2,0,[]]', '1-1\n[1,[],null,2,0,[]]'])(
  'takes %j for nothing',
  (text) => {
    expect(decodeEntry(text)).toBeUndefined()
  },
)
