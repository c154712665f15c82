import { beforeEach, describe, expect, it } from 'vitest'
import type { Breaker, BreakerLimits, BreakerOutcome, BreakerPass } from '../breaker.ts'

export interface BreakerHarness {
  readonly breaker: Breaker
  wait(ms: number): Promise<void>
}

export const CONTRACT_BREAKER_LIMITS: BreakerLimits = {
  failuresToOpen: 5,
  failuresWithinMs: 400,
  openMs: 300,
  successesToClose: 2,
  probeMs: 200,
}

/** What every breaker keeps, whatever remembers it. */
export function breakerContract(name: string, make: (limits: BreakerLimits) => Promise<BreakerHarness>): void {
  describe(`breaker: ${name}`, () => {
    let breaker: Breaker
    let wait: BreakerHarness['wait']
    const call = async (outcome: BreakerOutcome): Promise<BreakerPass> => {
      const pass = await breaker.enter('slots')
      await breaker.record('slots', outcome, pass)
      return pass
    }
    const open = async (): Promise<void> => {
      for (let failure = 0; failure < 5; failure++) await call('failure')
    }
    beforeEach(async () => {
      ;({ breaker, wait } = await make(CONTRACT_BREAKER_LIMITS))
    })

    it('opens after five failures, and says when it lets a probe through', async () => {
      for (let failure = 0; failure < 4; failure++) await call('failure')
      expect((await breaker.enter('slots')).allowed).toBe(true)
      await call('failure')
      const pass = await breaker.enter('slots')
      if (pass.allowed) throw new Error('let through')
      expect(pass.retryAfterMs).toBeGreaterThan(200)
      expect(pass.retryAfterMs).toBeLessThanOrEqual(300)
      expect(await breaker.status('slots')).toMatchObject({ state: 'open' })
    })

    it('counts failures between successes, and forgets them when they are old', async () => {
      for (const outcome of ['failure', 'success', 'failure', 'neutral', 'failure', 'failure'] as const) await call(outcome)
      expect(await breaker.status('slots')).toMatchObject({ state: 'closed', failures: 4 })
      await wait(410)
      await call('failure')
      expect(await breaker.status('slots')).toMatchObject({ state: 'closed', failures: 1 })
      for (const outcome of ['success', 'failure', 'failure', 'success', 'failure', 'failure'] as const) await call(outcome)
      expect(await breaker.status('slots')).toMatchObject({ state: 'open' })
    })

    it('lets other kinds of endpoint pass while one is open', async () => {
      await open()
      expect((await breaker.enter('slots')).allowed).toBe(false)
      expect(await breaker.enter('bookings')).toEqual({ allowed: true, probe: false })
      expect(await breaker.status('bookings')).toMatchObject({ state: 'closed', failures: 0 })
    })

    it('lets one probe through when half-open, and closes after two successes', async () => {
      await open()
      await wait(310)
      const probe = await breaker.enter('slots')
      expect(probe).toEqual({ allowed: true, probe: true })
      expect((await breaker.enter('slots')).allowed).toBe(false)
      await breaker.record('slots', 'success', probe)
      expect(await breaker.status('slots')).toMatchObject({ state: 'half_open', successes: 1 })
      await call('success')
      expect(await breaker.status('slots')).toMatchObject({ state: 'closed', failures: 0 })
    })

    it('opens again when the probe fails', async () => {
      await open()
      await wait(310)
      await call('failure')
      expect((await breaker.enter('slots')).allowed).toBe(false)
      expect(await breaker.status('slots')).toMatchObject({ state: 'open' })
    })

    it('lets another probe through when one told nothing, or is not heard of again', async () => {
      await open()
      await wait(310)
      await call('neutral')
      expect(await breaker.enter('slots')).toMatchObject({ allowed: true, probe: true })
      expect((await breaker.enter('slots')).allowed).toBe(false)
      await wait(210)
      expect(await breaker.enter('slots')).toMatchObject({ allowed: true, probe: true })
    })

    it('hears nothing in an answer to a call from before it opened', async () => {
      const before = await breaker.enter('slots')
      await open()
      await breaker.record('slots', 'success', before)
      expect(await breaker.status('slots')).toMatchObject({ state: 'open' })
    })

    it('closes when a person says so', async () => {
      await open()
      await breaker.reset('slots')
      expect(await breaker.enter('slots')).toEqual({ allowed: true, probe: false })
    })
  })
}
