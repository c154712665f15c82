import { manualClock, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { inTurns } from './in-turns.ts'

function work(count: number) {
  const waiting = Array.from({ length: count }, () => Promise.withResolvers<string>())
  const begun: number[] = []
  const begin = (index: number) => {
    begun.push(index)
    return waiting[index]!.promise
  }
  return { items: waiting.map((_, index) => index), begun, begin, finish: (index: number) => waiting[index]!.resolve(`done ${index}`) }
}

it('does a few at a time, and gives the results in order whichever is done first', async () => {
  const { items, begun, begin, finish } = work(4)
  const all = inTurns(items, { places: 2, patienceMs: 1_000, clock: manualClock() }, begin)
  expect(begun).toEqual([0, 1])
  finish(1)
  await until('the third', () => begun.length === 3)
  for (const index of [3, 2, 0]) finish(index)
  expect(await all).toEqual(['done 0', 'done 1', 'done 2', 'done 3'])
})

it('lets nobody wait behind one that takes long', async () => {
  const clock = manualClock()
  const { items, begun, begin, finish } = work(3)
  const all = inTurns(items, { places: 1, patienceMs: 50, clock }, begin)
  expect(begun).toEqual([0])
  await clock.advance(50)
  await until('the second', () => begun.length === 2)
  finish(1)
  await until('the third', () => begun.length === 3)
  finish(2)
  finish(0)
  expect(await all).toEqual(['done 0', 'done 1', 'done 2'])
})
