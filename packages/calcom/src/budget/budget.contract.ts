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
