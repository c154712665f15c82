import { manualClock } from '@calbridge/testkit'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type BudgetLimits, PRIORITIES } from '../budget.ts'
import { type BudgetHarness, budgetContract, CONTRACT_LIMITS } from './budget.contract.ts'
import { densest } from './densest.ts'
import { Ledger } from './ledger.ts'
import { memoryBudget } from './memory-budget.ts'
import { queueContract } from './queue.contract.ts'

const inMemory = async (limits: BudgetLimits): Promise<BudgetHarness> => {
  const clock = manualClock()
  return { budget: memoryBudget({ clock, limits }), wait: clock.advance }
}
budgetContract('memory', inMemory)
queueContract('memory', inMemory)

it('never grants more than the cap in any window, nor more than a burst, whoever asks and whatever Cal.com says', () => {
  const event = fc.record({
    pauseMs: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(2_000)),
    priority: fc.constantFrom(...PRIORITIES),
    waiter: fc.nat(5),
    waitMs: fc.constantFrom(0, 100, 5_000),
    report: fc.option(fc.record({ limited: fc.boolean(), limit: fc.constant(12), remaining: fc.nat(12), resetMs: fc.nat(1_200) }), {
      freq: 8,
    }),
  })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), fc.constantFrom(0, 2, 6), (events, interactiveReserve) => {
      const ledger = new Ledger({ ...CONTRACT_LIMITS, interactiveReserve })
      const grantsMs: number[] = []
      let nowMs = 5_000
      for (const { pauseMs, priority, waiter, waitMs, report } of events) {
        nowMs += pauseMs
        if (report) ledger.report(report, nowMs)
        if (ledger.ask({ id: `${waiter}`, priority, tenant: `${waiter % 2}`, first: waitMs === 0, waitMs }, nowMs).granted)
          grantsMs.push(nowMs)
      }
      expect(densest(grantsMs, CONTRACT_LIMITS.windowMs)).toBeLessThanOrEqual(CONTRACT_LIMITS.windowCap)
      expect(densest(grantsMs, CONTRACT_LIMITS.burstMs)).toBeLessThanOrEqual(CONTRACT_LIMITS.burstCap)
    }),
    { numRuns: 300 },
  )
})

it('uses at least 98 in a hundred of what Cal.com allows when one class asks alone', async () => {
  const clock = manualClock()
  const budget = memoryBudget({ clock, limits: { interactiveReserve: 0 } })
  let granted = 0
  const minutes = 5
  const worker = async (): Promise<void> => {
    while ((await budget.acquire({ priority: 'sync', maxWaitMs: 120_000 })).granted) granted++
  }
  for (let index = 0; index < 10; index++) void worker()
  for (let second = 0; second < minutes * 60; second++) await clock.advance(1_000)
  expect(granted).toBeGreaterThanOrEqual(0.98 * 120 * minutes)
})

it('lets interactive calls in at once while the background takes all it can', async () => {
  const clock = manualClock()
  const budget = memoryBudget({ clock })
  const background = async (): Promise<void> => {
    while ((await budget.acquire({ priority: 'reconcile', maxWaitMs: 600_000 })).granted);
  }
  for (let index = 0; index < 5; index++) void background()
  const waitsMs: number[] = []
  let seed = 7
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  for (let call = 0; call < 400; call++) {
    await clock.advance(Math.round(-Math.log(random()) * 3_000)) // 20 a minute, at random
    const askedMs = clock.monotonic()
    void budget.acquire({ priority: 'interactive', maxWaitMs: 30_000 }).then(() => waitsMs.push(clock.monotonic() - askedMs))
  }
  await clock.advance(30_000)
  waitsMs.sort((a, b) => a - b)
  expect(waitsMs).toHaveLength(400)
  expect(waitsMs[Math.floor(400 * 0.99)]).toBeLessThanOrEqual(50)
})

it('gives no permit that came later than it is valid', async () => {
  const clock = manualClock()
  const slow = {
    ...clock,
    monotonic: (() => {
      let ms = 0
      return () => (ms += 80)
    })(),
  }
  expect(await memoryBudget({ clock: slow }).acquire({ priority: 'sync', maxWaitMs: 0 })).toMatchObject({ granted: false })
})
