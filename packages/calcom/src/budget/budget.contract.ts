import { beforeEach, describe, expect, it } from 'vitest'
import type { Budget, BudgetLimits, Permit, Priority } from '../budget.ts'

export interface BudgetHarness {
  readonly budget: Budget
  /** Lets so much time pass on the budget's clock. */
  wait(ms: number): Promise<void>
}

/** Small and fast, so that a real Redis goes through it in its own time. */
export const CONTRACT_LIMITS: BudgetLimits = {
  windowCap: 12,
  windowMs: 1_200,
  burstCap: 6,
  burstMs: 150,
  interactiveReserve: 0,
  permitMs: 100,
  leaseMs: 600,
  processes: 4,
  aloneMs: 10_000,
  blockMs: 1_000,
  waitersMax: 100,
}

const heard = { limited: false, limit: undefined, remaining: undefined, resetMs: undefined }

/** What every budget keeps, whatever remembers it. */
export function budgetContract(name: string, make: (limits: BudgetLimits) => Promise<BudgetHarness>): void {
  describe(`budget: ${name}`, () => {
    let harness: BudgetHarness
    const use = async (limits: Partial<BudgetLimits> = {}): Promise<void> => {
      harness = await make({ ...CONTRACT_LIMITS, ...limits })
    }
    const ask = (priority: Priority = 'sync'): Promise<Permit> => harness.budget.acquire({ priority, maxWaitMs: 0 })
    /** As many as are given at once. */
    const drain = async (priority: Priority = 'sync'): Promise<number> => {
      let granted = 0
      while (granted < 100 && (await ask(priority)).granted) granted++
      return granted
    }
    const fill = async (priority: Priority = 'sync'): Promise<number> => {
      let granted = 0
      for (let round = 0; round < 4; round++) {
        granted += await drain(priority)
        await harness.wait(CONTRACT_LIMITS.burstMs + 2)
      }
      return granted
    }
    beforeEach(() => use())

    it('grants no more than a burst at once, and says when there is more', async () => {
      expect(await drain()).toBe(6)
      const refused = await ask()
      expect(refused).toMatchObject({ granted: false, reason: 'window' })
      if (refused.granted) throw new Error('unreachable')
      expect(refused.retryAfterMs).toBeGreaterThan(0)
      expect(refused.retryAfterMs).toBeLessThanOrEqual(150)
      await harness.wait(refused.retryAfterMs + 2)
      expect((await ask()).granted).toBe(true)
    })

    it('grants the whole cap to one class alone, and then nothing until the oldest is a window old', async () => {
      expect(await fill()).toBe(12)
      expect(await harness.budget.usage()).toMatchObject({ used: 12, cap: 12, blockedMs: 0 })
      const refused = await ask('interactive')
      if (refused.granted) throw new Error('over the cap')
      expect(refused.retryAfterMs).toBeLessThanOrEqual(1_200)
      await harness.wait(refused.retryAfterMs + 2)
      expect((await ask()).granted).toBe(true)
    })

    it('waits within the bound that it is given, and no longer', async () => {
      await drain()
      expect(await harness.budget.acquire({ priority: 'sync', maxWaitMs: 5 })).toMatchObject({ granted: false })
      const waiting = harness.budget.acquire({ priority: 'sync', maxWaitMs: 1_000 })
      await harness.wait(200)
      expect(await waiting).toMatchObject({ granted: true })
    })

    it('stops waiting when the caller goes', async () => {
      await drain()
      const abort = new AbortController()
      const waiting = harness.budget.acquire({ priority: 'sync', maxWaitMs: 10_000, signal: abort.signal })
      await harness.wait(5)
      abort.abort()
      expect(await waiting).toMatchObject({ granted: false, reason: 'cancelled' })
    })

    it('keeps permits of the window and of the burst for interactive calls', async () => {
      await use({ interactiveReserve: 1 })
      expect(await drain('reconcile')).toBe(3)
      expect((await ask('interactive')).granted).toBe(true)
      await harness.wait(152)
      const background = 3 + (await fill('warm_up'))
      expect(background).toBeLessThan(12)
      expect((await ask('interactive')).granted).toBe(true)
    })

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

    it('tells what is kept for interactive calls, and why nothing may be sent', async () => {
      await use({ interactiveReserve: 1 })
      const { used, reserved, stoppedBy } = await harness.budget.usage()
      expect({ used, reserved, stoppedBy }).toEqual({ used: 0, reserved: 5, stoppedBy: undefined })
      await fill('interactive')
      expect(await harness.budget.usage()).toMatchObject({ used: 12, reserved: 0, stoppedBy: 'window' })
      await harness.budget.report({ limited: true, limit: 12, remaining: 0, resetMs: 300 })
      expect(await harness.budget.usage()).toMatchObject({ stoppedBy: 'blocked' })
    })

    it('keeps a learned lower limit in the reserve too', async () => {
      await use({ interactiveReserve: 4 })
      await harness.budget.report({ limited: false, limit: 4, remaining: 4, resetMs: 1_000 })
      expect(await harness.budget.usage()).toMatchObject({ cap: 4, reserved: 2 })
    })

    it('leaves to other users of the key what they take, and takes it back when their window is over', async () => {
      await use({ burstCap: 12 })
      await ask()
      await harness.budget.report({ limited: false, limit: 12, remaining: 4, resetMs: 400 })
      expect(await harness.budget.usage()).toMatchObject({ used: 8 })
      expect(await drain()).toBe(4)
      await harness.wait(420)
      expect(await harness.budget.usage()).toMatchObject({ used: 5 })
      await harness.wait(1_200)
      expect(await drain()).toBe(12)
    })

    it('is silent after a 429 until the told time is over, then sends one probe, then goes on', async () => {
      await harness.budget.report({ limited: true, limit: 12, remaining: 0, resetMs: 300 })
      expect(await ask('interactive')).toMatchObject({ granted: false, reason: 'blocked' })
      expect((await harness.budget.usage()).blockedMs).toBeGreaterThan(250)
      await harness.wait(320)
      expect((await ask()).granted).toBe(true)
      expect(await ask('interactive')).toMatchObject({ granted: false, reason: 'blocked' })
      await harness.budget.report(heard)
      expect((await ask()).granted).toBe(true)
      expect((await ask()).granted).toBe(true)
    })

    it('is silent again when the probe hears another 429, for its own time when none was told', async () => {
      await harness.budget.report({ limited: true, limit: undefined, remaining: undefined, resetMs: 100 })
      await harness.wait(120)
      expect((await ask()).granted).toBe(true)
      await harness.budget.report({ limited: true, limit: undefined, remaining: undefined, resetMs: undefined })
      const refused = await ask()
      if (refused.granted) throw new Error('sent while blocked')
      expect(refused.retryAfterMs).toBeGreaterThan(900)
    })

    it('takes what Cal.com says remains, when that is less', async () => {
      expect((await ask()).granted).toBe(true)
      await harness.budget.report({ limited: false, limit: 12, remaining: 2, resetMs: 1_000 })
      expect(await drain()).toBe(2)
    })

    it('takes a lower limit, and ignores a higher one', async () => {
      await harness.budget.report({ limited: false, limit: 100_000, remaining: 99_990, resetMs: 1_000 })
      expect((await harness.budget.usage()).cap).toBe(12)
      await harness.budget.report({ limited: false, limit: 4, remaining: 4, resetMs: 1_000 })
      expect(await drain()).toBe(4)
    })
  })
}

async function waitUntil({ wait }: BudgetHarness, done: () => boolean): Promise<void> {
  for (let round = 0; round < 100 && !done(); round++) await wait(20)
}
