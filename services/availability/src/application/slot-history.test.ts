import { expect, it } from 'vitest'
import { answered, cachedDay } from '../testing/answers.ts'
import { SlotHistory } from './slot-history.ts'

function history(options: { oneIn?: number; maxDays?: number } = {}) {
  const seen = { dropped: 0 }
  const onDropped = (answers: number) => {
    seen.dropped += answers
  }
  return { seen, history: new SlotHistory({ oneIn: 1, maxDays: 100, onDropped, ...options }) }
}

it.each([{ callId: 'call-1' }, { requestId: 'request-1' }])('every answer that somebody can ask for is kept: %o', (context) => {
  const { history: kept } = history({ oneIn: 1_000 })
  for (let n = 0; n < 5; n++) kept.record(answered({ context: { callId: '', requestId: '', ...context } }))
  expect(kept.waiting).toBe(5)
})

it('of answers that nobody can ask for one in so many is kept, the first of them', () => {
  const { history: kept, seen } = history({ oneIn: 10 })
  for (let n = 0; n < 21; n++) kept.record(answered({ context: undefined, answerId: `a${n}` }))
  expect(kept.take(100).map(({ answerId }) => answerId)).toEqual(['a0', 'a10', 'a20'])
  expect(seen.dropped).toBe(0)
})

it('what waits has a bound in days; what is beyond it is dropped and counted, until there is room again', () => {
  const { history: kept, seen } = history({ maxDays: 6 })
  const two = () => kept.record(answered({ days: [cachedDay(), cachedDay()] }))
  for (let n = 0; n < 5; n++) two()
  expect([kept.waiting, seen.dropped]).toEqual([2, 3])
  expect(kept.take(1)).toHaveLength(1)
  two()
  expect([kept.waiting, seen.dropped]).toEqual([2, 3])
})
