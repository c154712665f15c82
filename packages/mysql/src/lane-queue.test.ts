import { expect, it } from 'vitest'
import { LaneQueue } from './lane-queue.ts'

const signal = new AbortController().signal

it('gives a lane to one worker at a time, and again when it was rung meanwhile', async () => {
  const queue = new LaneQueue()
  queue.ring(3)
  expect(await queue.take(signal)).toBe(3)
  queue.ring(3)
  let second: number | undefined
  const taking = queue.take(signal).then((lane) => {
    second = lane
  })
  await new Promise(setImmediate)
  expect(second).toBeUndefined()
  queue.release(3)
  await taking
  expect(second).toBe(3)
})

it('serves the lanes in turn', async () => {
  const queue = new LaneQueue()
  for (const lane of [2, 1, 2]) queue.ring(lane)
  const first = await queue.take(signal)
  queue.ring(first)
  queue.release(first)
  expect([first, await queue.take(signal), await queue.take(signal)]).toEqual([2, 1, 2])
})

it('lets a waiting worker go when the signal aborts', async () => {
  const stop = new AbortController()
  const taking = new LaneQueue().take(stop.signal)
  stop.abort(new Error('stopped'))
  await expect(taking).rejects.toThrow('stopped')
})

it('does not keep a listener for each wait', async () => {
  const queue = new LaneQueue()
  const stop = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = stop.signal
  stop.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++
    addEventListener.apply(stop.signal, args)
  }
  stop.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--
    removeEventListener.apply(stop.signal, args)
  }
  for (let lane = 0; lane < 3; lane++) {
    const taking = queue.take(stop.signal)
    queue.ring(lane)
    queue.release(await taking)
  }
  expect(listeners).toBe(0)
})
