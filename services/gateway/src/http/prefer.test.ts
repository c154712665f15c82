import { expect, it } from 'vitest'
import { preferenceOf } from './prefer.ts'

it.each([
  { prefer: undefined, waitMs: 4_000 },
  { prefer: '', waitMs: 4_000 },
  { prefer: 'wait=0', waitMs: 0 },
  { prefer: 'respond-async', waitMs: 0 },
  { prefer: 'handling=lenient; wait=1.5, return=minimal', waitMs: 1_500 },
  { prefer: 'WAIT="3"', waitMs: 3_000 },
  { prefer: 'wait=31', waitMs: 30_000 },
  { prefer: 'await=9', waitMs: 4_000 },
])('reads $prefer as $waitMs ms', ({ prefer, waitMs }) => {
  expect(preferenceOf(prefer).waitMs).toBe(waitMs)
})

it.each(['wait=abc', 'wait=-1', 'wait=', 'return=minimal, wait="soon"'])('refuses %s, and names the header', (prefer) => {
  expect(() => preferenceOf(prefer)).toThrow(expect.objectContaining({ code: 'invalid_argument', field: 'Prefer' }))
})
