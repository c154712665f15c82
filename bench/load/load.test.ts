import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { alternate } from './alternate.ts'
import { closedLoop } from './closed-loop.ts'
import { openLoop } from './open-loop.ts'

it('keeps so many calls in flight, and no more', async () => {
  let now = 0
  let most = 0
  await closedLoop({ inFlight: 4, forMs: 30 }, async () => {
    most = Math.max(most, ++now)
    await sleep(2)
    now--
  })
  expect(most).toBe(4)
})

it('fails when calls fail', async () => {
  const failing = closedLoop({ inFlight: 1, forMs: 10 }, async () => {
    await sleep(1)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('calls failed')
  await expect(openLoop({ perSecond: 100, forMs: 30 }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

it('counts a failure as an answer that never came, where failures are what is measured', async () => {
  const call = (n: number) => (n === 1 ? Promise.reject(new Error('no')) : Promise.resolve())
  const { errors, latenciesMs } = await openLoop({ perSecond: 1_000, forMs: 4, mayFail: true }, call)
  expect([errors, latenciesMs.length, latenciesMs.filter((ms) => ms === Infinity).length]).toEqual([1, 4, 1])
})

it('counts waiting for a blocked loop as latency: from when a call was due, not from when it was sent', async () => {
  const { latenciesMs } = await openLoop({ perSecond: 100, forMs: 200 }, async (n) => {
    if (n !== 0) return
    const until = performance.now() + 100
    while (performance.now() < until);
  })
  expect(latenciesMs).toHaveLength(20)
  expect(latenciesMs.filter((ms) => ms > 20).length).toBeGreaterThanOrEqual(7)
})

it('measures in turn, and each as often first as second', async () => {
  const order: string[] = []
  await alternate(
    4,
    async () => order.push('a'),
    async () => order.push('b'),
  )
  expect(order.join('')).toBe('abbaabba')
})
