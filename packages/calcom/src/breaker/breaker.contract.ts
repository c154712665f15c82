import { beforeEach, describe, expect, it } from 'vitest'
import type { Breaker, BreakerLimits, BreakerOutcome, BreakerPass } from '../breaker.ts'

export interface BreakerHarness {
  readonly breaker: Breaker
  wait(ms: number): Promise<void>
}

export const CONTRACT_BREAKER_LIMITS: BreakerLimits = { failuresToOpen: 5, openMs: 300, successesToClose: 2, probeMs: 200 }

/** What every breaker keeps, whatever remembers it. */
export function breakerContract(name: string, make: (limits: BreakerLimits) => Promise<BreakerHarness>): void {
  describe(`breaker: ${name}`, () => {
    let breaker: Breaker
    let wait: BreakerHarness['wait']
    const call = async (outcome: BreakerOutcome): Promise<BreakerPass> => {
      const pass = await breaker.enter()
      await breaker.record(outcome, pass)
      return pass
    }
    const open = async (): Promise<void> => {
      for (let failure = 0; failure < 5; failure++) await call('failure')
    }
    beforeEach(async () => {
      ;({ breaker, wait } = await make(CONTRACT_BREAKER_LIMITS))
    })

    it('opens after five failures in a row, and says when it lets a probe through', async () => {
      for (let failure = 0; failure < 4; failure++) await call('failure')
      expect((await breaker.enter()).allowed).toBe(true)
      await call('failure')
      const pass = await breaker.enter()
      if (pass.allowed) throw new Error('let through')
      expect(pass.retryAfterMs).toBeGreaterThan(200)
      expect(pass.retryAfterMs).toBeLessThanOrEqual(300)
      expect(await breaker.status()).toMatchObject({ state: 'open' })
    })

    it('begins to count again after a success, and not after a call that told nothing', async () => {
      for (const outcome of ['failure', 'failure', 'failure', 'failure', 'success', 'failure', 'neutral', 'failure'] as const)
        await call(outcome)
      expect(await breaker.status()).toMatchObject({ state: 'closed', failures: 2 })
    })

    it('lets one probe through when half-open, and closes after two successes', async () => {
      await open()
      await wait(310)
      const probe = await breaker.enter()
      expect(probe).toEqual({ allowed: true, probe: true })
      expect((await breaker.enter()).allowed).toBe(false)
      await breaker.record('success', probe)
      expect(await breaker.status()).toMatchObject({ state: 'half_open', successes: 1 })
      await call('success')
      expect(await breaker.status()).toMatchObject({ state: 'closed', failures: 0 })
    })

    it('opens again when the probe fails', async () => {
      await open()
      await wait(310)
      await call('failure')
      expect((await breaker.enter()).allowed).toBe(false)
      expect(await breaker.status()).toMatchObject({ state: 'open' })
    })

    it('lets another probe through when one told nothing, or is not heard of again', async () => {
      await open()
      await wait(310)
      await call('neutral')
      expect(await breaker.enter()).toMatchObject({ allowed: true, probe: true })
      expect((await breaker.enter()).allowed).toBe(false)
      await wait(210)
      expect(await breaker.enter()).toMatchObject({ allowed: true, probe: true })
    })

    it('hears nothing in an answer to a call from before it opened', async () => {
      const before = await breaker.enter()
      await open()
      await breaker.record('success', before)
      expect(await breaker.status()).toMatchObject({ state: 'open' })
    })

    it('closes when a person says so', async () => {
      await open()
      await breaker.reset()
      expect(await breaker.enter()).toEqual({ allowed: true, probe: false })
    })
  })
}
