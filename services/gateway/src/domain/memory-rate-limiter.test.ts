import { manualClock } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { fallbackRateLimiter } from './fallback-rate-limiter.ts'
import { memoryRateLimiter } from './memory-rate-limiter.ts'
import { describeRateLimiter } from './rate-limiter.contract.ts'

describeRateLimiter('memory', async () => {
  const clock = manualClock(1_800_000_000_123)
  return { limiter: memoryRateLimiter(clock), pass: async (ms) => void (await clock.advance(ms)) }
})

it('never lets much more than the limit through in any window, though two windows are all it remembers', async () => {
  const clock = manualClock(1_800_000_000_000)
  const limiter = memoryRateLimiter(clock)
  const quota = { limit: 60, windowMs: 60_000 }
  const passed: number[] = []
  for (let step = 0; step < 3_000; step++) {
    await clock.advance(97)
    if ((await limiter.take('k', quota)).allowed) passed.push(clock.now())
  }
  const inWindow = passed.map((end) => passed.filter((ms) => ms > end - quota.windowMs && ms <= end).length)
  expect(Math.max(...inWindow)).toBeLessThanOrEqual(quota.limit + 1)
})

it('goes on counting here when Redis is gone, and says so', async () => {
  const told: unknown[] = []
  const rejected = () => Promise.reject(new Error('redis is gone'))
  const gone = { take: rejected, look: rejected }
  const limiter = fallbackRateLimiter(gone, memoryRateLimiter(manualClock(0)), (error) => told.push(error))
  const quota = { limit: 1, windowMs: 1_000 }
  expect((await limiter.take('k', quota)).allowed).toBe(true)
  expect((await limiter.take('k', quota)).allowed).toBe(false)
  expect((await limiter.look('k', quota)).allowed).toBe(false)
  expect(told).toHaveLength(3)
})
