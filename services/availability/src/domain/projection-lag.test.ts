import { expect, it } from 'vitest'
import { ProjectionLag } from './projection-lag.ts'

const partitions = (...progress: [next: bigint, end: bigint][]) => progress.map(([next, end], partition) => ({ partition, next, end }))

it('is the time since all that was published had been applied', () => {
  const lag = new ProjectionLag(0)
  lag.observe(1_000, partitions([5n, 5n], [0n, 0n]))
  expect(lag.lagMs(1_400)).toBe(400)
})

it('stays small under events that never end, as long as each is applied soon', () => {
  const lag = new ProjectionLag(0)
  for (let second = 1n; second <= 100n; second++) {
    lag.observe(Number(second) * 1_000, partitions([second * 10n - 1n, second * 10n]))
    expect(lag.lagMs(Number(second) * 1_000)).toBeLessThanOrEqual(2_000)
  }
})

it('grows with a partition that is stuck, whatever the others do', () => {
  const lag = new ProjectionLag(0)
  lag.observe(0, partitions([5n, 5n], [7n, 7n]))
  for (let second = 1n; second <= 30n; second++) lag.observe(Number(second) * 1_000, partitions([5n, 6n], [7n + second, 7n + second]))
  expect(lag.lagMs(30_000)).toBe(30_000)
  // Once the event is applied, what waited behind it counts from when it was seen.
  lag.observe(31_000, partitions([6n, 9n], [40n, 40n]))
  expect(lag.lagMs(31_000)).toBe(30_000)
  lag.observe(32_000, partitions([9n, 9n], [40n, 40n]))
  expect(lag.lagMs(32_000)).toBe(0)
})

it('grows while it cannot be looked at', () => {
  const lag = new ProjectionLag(500)
  expect(lag.lagMs(10_500)).toBe(10_000)
})
