import { expect, it } from 'vitest'
import { startReplicas } from '../testing/replicas.ts'

/** What is counted while Cal.com lists nothing for so many loads, and slots before and after them. */
async function countedWhileEmpty(loads: number): Promise<ReadonlyMap<string, number>> {
  const { ask, calcom, clock, counted } = startReplicas({ count: 1, settings: { spanDays: 1 } })
  const { hours } = calcom
  for (const listed of [hours, ...Array.from({ length: loads }, () => []), hours]) {
    calcom.hours = listed
    await clock.advance(1)
    expect((await ask(0, { freshness: 'fresh' })).days).toHaveLength(1)
  }
  return counted
}

it('a day that was empty for one load is counted as a false empty of which answers warned', async () => {
  const seen = await countedWhileEmpty(1)
  expect([seen.get('loaded'), seen.get('suspicious')]).toEqual([3, 1])
  expect([seen.get('false empty, marked'), seen.get('false empty')]).toEqual([1, undefined])
})

it('a day that was empty twice, and so was told as empty, is counted as one of which nobody warned', async () => {
  const seen = await countedWhileEmpty(2)
  expect([seen.get('loaded'), seen.get('suspicious')]).toEqual([4, 1])
  expect([seen.get('false empty, marked'), seen.get('false empty')]).toEqual([undefined, 1])
})
