import { seededRandom } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { DAYS, SERVICES, zipfKeys } from './keys.ts'

it('asks for the n-th key 1/n as often as for the first, over eight services and fourteen days', () => {
  const next = zipfKeys(seededRandom(7))
  const counts = new Map<string, number>()
  for (let n = 0; n < 50_000; n++) {
    const { service, daysAhead } = next()
    expect(service < SERVICES && daysAhead >= 1 && daysAhead <= DAYS).toBe(true)
    counts.set(`${service}/${daysAhead}`, (counts.get(`${service}/${daysAhead}`) ?? 0) + 1)
  }
  expect(counts.size).toBe(SERVICES * DAYS)
  const share = (key: string) => (counts.get(key) ?? 0) / (counts.get('0/1') ?? 1)
  expect(share('1/1')).toBeCloseTo(1 / 2, 1)
  expect(share('1/2')).toBeCloseTo(1 / 10, 1)
})
