import { beforeEach, describe, expect, it } from 'vitest'
import type { BudgetLimits, Priority } from '../budget.ts'
import { type BudgetHarness, CONTRACT_LIMITS } from './budget.contract.ts'

/** Who waits, for whom, and how long: what every budget keeps. */
export function queueContract(name: string, make: (limits: BudgetLimits) => Promise<BudgetHarness>): void {
  describe(`queue of a budget: ${name}`, () => {
    let harness: BudgetHarness
    const use = async (limits: Partial<BudgetLimits> = {}): Promise<void> => {
      harness = await make({ ...CONTRACT_LIMITS, ...limits })
    }
    const drain = async (): Promise<void> => {
      for (let call = 0; call < 100; call++) if (!(await harness.budget.acquire({ priority: 'sync', maxWaitMs: 0 })).granted) return
    }
    beforeEach(() => use())

    it('serves who waits by priority, and within one in the order of arrival', async () => {
      await use({ burstCap: 1 })
      await drain()
      const order: string[] = []
      const queue = async (priority: Priority, who: string): Promise<void> => {
        const permit = harness.budget.acquire({ priority, maxWaitMs: 5_000 })
        void permit.then(({ granted }) => granted && order.push(who))
        await harness.wait(5)
      }
      for (const [priority, who] of [
        ['warm_up', 'warm-up'],
        ['sync', 'first sync'],
        ['sync', 'second sync'],
        ['booking', 'booking'],
        ['interactive', 'voice'],
      ] as const) {
        await queue(priority, who)
      }
      await waitUntil(harness, () => order.length === 5)
      expect(order).toEqual(['voice', 'booking', 'first sync', 'second sync', 'warm-up'])
    })

    /** Who gets permits one after another, when all of these wait since the same moment and one goes out at a time. */
    const inTurn = async (waiters: readonly (readonly [Priority, string, string])[]): Promise<readonly string[]> => {
      const order: string[] = []
      for (const [priority, tenant, who] of waiters) {
        const permit = harness.budget.acquire({ priority, tenant, maxWaitMs: 30_000 })
        void permit.then(({ granted }) => granted && order.push(who))
        await harness.wait(5)
      }
      await waitUntil(harness, () => order.length === waiters.length)
      return order
    }

    it('serves tenants that share the key in turn, whoever of them asks more', async () => {
      await use({ burstCap: 1, burstMs: 100 })
      await drain()
      const order = await inTurn([
        ['sync', 'greedy', 'g1'],
        ['sync', 'greedy', 'g2'],
        ['sync', 'greedy', 'g3'],
        ['sync', 'modest', 'm1'],
        ['sync', 'modest', 'm2'],
        ['booking', 'greedy', 'urgent'],
      ])
      expect(order).toEqual(['urgent', 'm1', 'g1', 'm2', 'g2', 'g3'])
    })

    it('gives each class that waits a twentieth of the window first, so that none starves', async () => {
      await use({ windowCap: 20, burstCap: 1, burstMs: 60 })
      await drain()
      const order = await inTurn([
        ['booking', '', 'b1'],
        ['booking', '', 'b2'],
        ['booking', '', 'b3'],
        ['warm_up', '', 'w1'],
        ['warm_up', '', 'w2'],
        ['reconcile', '', 'r1'],
      ])
      expect(order).toEqual(['b1', 'r1', 'w1', 'b2', 'b3', 'w2'])
    })

    it('goes on with the background while interactive calls never end', async () => {
      await use({ windowCap: 40, burstCap: 4, interactiveReserve: 4 })
      let over = false
      let background = 0
      const flood = async (): Promise<void> => {
        while (!over) await harness.budget.acquire({ priority: 'interactive', maxWaitMs: 30_000 })
      }
      const waiting = async (): Promise<void> => {
        while (!over) if ((await harness.budget.acquire({ priority: 'reconcile', maxWaitMs: 30_000 })).granted) background++
      }
      for (let caller = 0; caller < 6; caller++) {
        void flood()
        await harness.wait(25) // so that they do not come, and leave the burst, all at once
      }
      void waiting()
      await harness.wait(3_000)
      over = true
      expect(background).toBeGreaterThanOrEqual(3)
    })

    it('lets no more wait than may, and crowds out whoever is last', async () => {
      await use({ waitersMax: 2, burstCap: 1, burstMs: 300 })
      await drain()
      const wait = (priority: Priority) => harness.budget.acquire({ priority, maxWaitMs: 30_000 })
      const first = wait('sync')
      await harness.wait(5)
      const crowdedOut = wait('warm_up')
      await harness.wait(5)
      expect(await wait('warm_up')).toMatchObject({ granted: false, reason: 'queue' })
      const urgent = wait('booking')
      await harness.wait(1_000)
      expect(await crowdedOut).toMatchObject({ granted: false, reason: 'queue' })
      expect(await Promise.all([first, urgent])).toMatchObject([{ granted: true }, { granted: true }])
    })
  })
}

async function waitUntil({ wait }: BudgetHarness, done: () => boolean): Promise<void> {
  for (let round = 0; round < 100 && !done(); round++) await wait(20)
}
