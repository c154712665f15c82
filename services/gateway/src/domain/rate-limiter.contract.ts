import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RateLimiter } from './rate-limiter.ts'

interface Harness {
  readonly limiter: RateLimiter
  /** Lets time pass, at least so much. */
  pass(ms: number): Promise<void>
}

/** What every RateLimiter owes its users. */
export function describeRateLimiter(name: string, make: () => Promise<Harness>): void {
  describe(`RateLimiter contract: ${name}`, () => {
    const key = () => `{test}:limit:${randomUUID()}`
    const minute = { limit: 5, windowMs: 60_000 }

    it('lets the limit through and refuses the next, with the time to come back', async () => {
      const { limiter } = await make()
      const mine = key()
      const answers = []
      for (let n = 0; n < 6; n++) answers.push(await limiter.take(mine, minute))
      expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, true, true, false])
      expect(answers[0]).toMatchObject({ remaining: 4, retryAfterMs: 0 })
      expect(answers[5]!.remaining).toBe(0)
      expect(answers[5]!.retryAfterMs).toBeGreaterThan(0)
      expect(answers[5]!.retryAfterMs).toBeLessThanOrEqual(120_000)
    })

    it('lets exactly the limit through when all come at once', async () => {
      const { limiter } = await make()
      const mine = key()
      const answers = await Promise.all(Array.from({ length: 50 }, () => limiter.take(mine, minute)))
      expect(answers.filter(({ allowed }) => allowed)).toHaveLength(5)
    })

    it('tells how it stands without counting', async () => {
      const { limiter } = await make()
      const mine = key()
      for (let n = 0; n < 9; n++) expect(await limiter.look(mine, minute)).toMatchObject({ allowed: true, remaining: 5 })
      for (let n = 0; n < 5; n++) await limiter.take(mine, minute)
      const spent = await limiter.look(mine, minute)
      expect(spent).toMatchObject({ allowed: false, remaining: 0 })
      expect(spent.retryAfterMs).toBeGreaterThan(0)
    })

    it('counts keys apart', async () => {
      const { limiter } = await make()
      const one = { limit: 1, windowMs: 60_000 }
      const [mine, other] = [key(), key()]
      await limiter.take(mine, one)
      expect((await limiter.take(mine, one)).allowed).toBe(false)
      expect((await limiter.take(other, one)).allowed).toBe(true)
    })

    it('lets one through at the time that it told, though many were refused meanwhile', async () => {
      const { limiter, pass } = await make()
      const quick = { limit: 3, windowMs: 200 }
      const mine = key()
      for (let n = 0; n < 3; n++) await limiter.take(mine, quick)
      const refused = await limiter.take(mine, quick)
      for (let n = 0; n < 20; n++) await limiter.take(mine, quick)
      await pass(refused.retryAfterMs + 1)
      expect((await limiter.take(mine, quick)).allowed).toBe(true)
    })
  })
}
