import { expect, it } from 'vitest'
import { Random } from '../random.ts'
import { Latency } from './latency.ts'

it('spreads waiting times around the median and the 95th percentile that were asked for', () => {
  const latency = new Latency({ read: { p50Ms: 80, p95Ms: 400, maxMs: 5000 } }, new Random(3))
  const samples = Array.from({ length: 4000 }, () => latency.sampleMs('read')).sort((a, b) => a - b)
  expect(samples[2000]).toBeGreaterThan(74)
  expect(samples[2000]).toBeLessThan(86)
  expect(samples[3800]).toBeGreaterThan(350)
  expect(samples[3800]).toBeLessThan(450)
  expect(samples.at(-1)).toBeLessThanOrEqual(5000)
  expect(latency.sampleMs('slots')).toBe(0)
})
