import { describe, expect, it } from 'vitest'
import { wasFalselyEmpty } from './suspicion.ts'
import { ANNA, at, seconds, unitOf } from './testing.ts'

const EMPTY = { stamp: 's', versions: ['1-1:0'], loadedAtMs: at('08:00'), expiresAtMs: at('08:01'), starts: [], suspect: false }
const FOUND = { starts: seconds('10:00'), versions: ['1-1:0'], loadedAtMs: at('08:01') }
const claim = { resource: ANNA, fromMs: at('10:00'), toMs: at('10:30'), expiresAtMs: 0, appointmentUid: 'a1' }

describe('a day that was told as empty', () => {
  it('was so falsely when the next load finds slots and nothing is known to have changed', () => {
    expect(wasFalselyEmpty(EMPTY, FOUND, [], unitOf())).toBe(true)
  })

  it.each([
    { name: 'it was not empty', before: { ...EMPTY, starts: seconds('09:00') } },
    { name: 'something changed since', found: { ...FOUND, versions: ['2-1:0'] } },
    { name: 'it is still empty', found: { ...FOUND, starts: [] } },
    { name: 'so much later a host may have opened it', found: { ...FOUND, loadedAtMs: at('08:10') + 1 } },
    { name: 'what is found is taken here', claims: [claim] },
    { name: 'what is found is too soon to be booked', found: { ...FOUND, starts: seconds('08:00') } },
  ])('was not falsely so where $name', ({ before = EMPTY, found = FOUND, claims = [] }) => {
    expect(wasFalselyEmpty(before, found, claims, unitOf())).toBe(false)
  })
})
