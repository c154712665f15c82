import { describe, expect, it } from 'vitest'
import { type FactPlace, type FactStore, factId } from './fact-store.ts'
import type { LoadNews } from './load-run.ts'

export interface FactStoreUnderTest {
  readonly store: FactStore
  /** Of this test alone. */
  readonly tenant: string
  /** Resolves with the next news under the id. */
  heard(id: string): Promise<LoadNews>
  pass(ms: number): Promise<void>
  readonly leaseMs: number
  readonly staleMs: number
}

const LIFE_MS = 60_000

/** What every FactStore owes its users; each test gets an empty one. */
export function describeFactStore(name: string, make: () => Promise<FactStoreUnderTest>): void {
  const placeOf = ({ tenant }: FactStoreUnderTest): FactPlace => ({ tenant, credentialId: 'c1', kind: 'schedules' })
  const lead = async ({ store }: FactStoreUnderTest, place: FactPlace) => {
    const lease = await store.lease(place, (await store.read(place)).stamp)
    if (lease.token === undefined) throw new Error('somebody else leads')
    const { token, nowMs } = lease
    return { token, fact: (value: unknown, lifeMs = LIFE_MS) => ({ value, askedAtMs: nowMs, expiresAtMs: nowMs + lifeMs }) }
  }

  describe(`FactStore contract: ${name}`, () => {
    it('gives back what was stored, with its times, under its tenant, credential and kind alone', async () => {
      const under = await make()
      const place = placeOf(under)
      const { token, fact } = await lead(under, place)
      const stored = fact([{ id: 7, timeZone: 'Europe/Berlin' }])
      await under.store.complete(place, token, stored)
      expect((await under.store.read(place)).fact).toMatchObject(stored)
      for (const other of [{ tenant: `${place.tenant}x` }, { credentialId: 'c2' }, { kind: 'me' as const }])
        expect((await under.store.read({ ...place, ...other })).fact).toBeUndefined()
    })

    it('lets one ask at a time, and tells the others for how long that may be believed', async () => {
      const under = await make()
      const place = placeOf(under)
      await lead(under, place)
      const second = await under.store.lease(place, '')
      expect(second.token).toBeUndefined()
      expect(second).toMatchObject({ otherMs: expect.any(Number) })
      expect(second.token === undefined && second.otherMs).toBeGreaterThan(0)
      await under.pass(under.leaseMs)
      await lead(under, place)
    })

    it('gives no lease for what was stored since it was read', async () => {
      const under = await make()
      const place = placeOf(under)
      const { token, fact } = await lead(under, place)
      await under.store.complete(place, token, fact('new'))
      expect(await under.store.lease(place, '')).toEqual({ token: undefined, otherMs: 0 })
    })

    it('refuses what a leader brings whose lease another has taken over', async () => {
      const under = await make()
      const place = placeOf(under)
      const late = await lead(under, place)
      await under.pass(under.leaseMs)
      const next = await lead(under, place)
      await under.store.complete(place, late.token, late.fact('late'))
      expect((await under.store.read(place)).fact).toBeUndefined()
      await under.store.complete(place, next.token, next.fact('next'))
      expect((await under.store.read(place)).fact?.value).toBe('next')
    })

    it('tells who waits that it is there, or why it could not be had; then another may ask', async () => {
      const under = await make()
      const place = placeOf(under)
      const done = under.heard(factId(place))
      const first = await lead(under, place)
      await under.store.complete(place, first.token, first.fact('there'))
      expect((await done).failure).toBeUndefined()
      const failed = under.heard(factId(place))
      const { token } = await lead(under, place)
      const failure = { code: 'unavailable', message: 'Cal.com is down', reason: 'unreachable', retryAfterMs: 500 } as const
      await under.store.abandon(place, token, failure)
      expect((await failed).failure).toEqual(failure)
      await lead(under, place)
    })

    it('keeps a fact after its time for as long as it may be given, and no longer', async () => {
      const under = await make()
      const place = placeOf(under)
      const { token, fact } = await lead(under, place)
      await under.store.complete(place, token, fact('old', 100))
      await under.pass(100)
      const { fact: old, nowMs } = await under.store.read(place)
      expect(old?.value).toBe('old')
      expect(old!.expiresAtMs).toBeLessThanOrEqual(nowMs)
      await under.pass(under.staleMs)
      expect((await under.store.read(place)).fact).toBeUndefined()
    })
  })
}
