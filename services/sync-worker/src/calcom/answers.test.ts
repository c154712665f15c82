import { CalcomError, type CalcomErrorKind } from '@calbridge/calcom'
import { describe, expect, it } from 'vitest'
import { answerOf } from './answers.ts'

const failed = (kind: CalcomErrorKind, with_: object = {}) => new CalcomError(kind, 'no', { sent: true, ...with_ })

describe('a failed write', () => {
  it.each([
    ['slot_taken', 'taken'],
    ['lost_race', 'lost_race'],
    ['past', 'taken'],
    ['invalid', 'invalid'],
    ['unauthorised', 'unauthorised'],
    ['unavailable', 'unsent'],
    ['deadline', 'unsent'],
    ['unknown_outcome', 'unknown'],
  ] as const)('%s is %s', (kind, answer) => {
    expect(answerOf('create', failed(kind)).kind).toBe(answer)
  })

  it('tells how long a rate limit lasts', () => {
    expect(answerOf('cancel', failed('rate_limited', { retryAfterMs: 42 }))).toEqual({
      kind: 'unsent',
      code: 'rate_limited',
      retryAfterMs: 42,
    })
  })

  it('names the status of what got no usable answer', () => {
    expect(answerOf('create', failed('unknown_outcome', { status: 502 }))).toEqual({ kind: 'unknown', code: 'HTTP_502' })
  })

  it('"not found" is about the booking to change, but about the event type of a new one', () => {
    expect(answerOf('cancel', failed('not_found')).kind).toBe('gone')
    expect(answerOf('create', failed('not_found')).kind).toBe('invalid')
  })

  it('that nobody classified may have booked', () => {
    expect(answerOf('create', new TypeError('bug')).kind).toBe('unknown')
  })
})
