import { expect, it } from 'vitest'
import { NextRun } from './next-run.ts'

/** Work whose runs end when the test says so. */
function heldWork() {
  const runs: PromiseWithResolvers<number>[] = []
  const work = () => {
    const run = Promise.withResolvers<number>()
    runs.push(run)
    return run.promise
  }
  return { runs, work, end: (run: number) => runs[run]!.resolve(run) }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

it('gives nobody what began before he came, and shares the next run among all who wait', async () => {
  const { runs, work, end } = heldWork()
  const next = new NextRun<number>()
  const first = next.join('k', work)
  const others = [next.join('k', work), next.join('k', work), next.join('k', work)]
  expect(runs).toHaveLength(1)
  end(0)
  expect(await first).toBe(0)
  await settle()
  expect(runs).toHaveLength(2)
  end(1)
  expect(await Promise.all(others)).toEqual([1, 1, 1])
})

it('runs again after a failure, which only those get who joined it', async () => {
  const { runs, work, end } = heldWork()
  const next = new NextRun<number>()
  const first = next.join('k', work)
  const second = next.join('k', work)
  runs[0]!.reject(new Error('down'))
  await expect(first).rejects.toThrow('down')
  await settle()
  end(1)
  expect(await second).toBe(1)
})

it('keeps keys apart', () => {
  const { runs, work } = heldWork()
  const next = new NextRun<number>()
  void next.join('a', work)
  void next.join('b', work)
  expect(runs).toHaveLength(2)
})
