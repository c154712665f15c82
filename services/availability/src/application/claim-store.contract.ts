import type { Claim } from '@calbridge/contracts'
import { describe, expect, it } from 'vitest'
import type { Invalidation } from '../domain/first-level.ts'
import type { Bump } from '../domain/projection.ts'
import { ANNA, at, claimOf, unitOf } from '../domain/testing.ts'
import { epochDay } from '../domain/utc-day.ts'
import { settlesAtMs } from '../domain/version.ts'
import type { ClaimStore } from './claim-store.ts'
import type { SlotStore, StoredDay } from './slot-store.ts'

export interface ClaimStoreUnderTest {
  readonly claims: ClaimStore
  /** What was applied is read here. */
  readonly store: Pick<SlotStore, 'read'>
  readonly tenant: string
  /** Resolves with the next news of a change. */
  heard(): Promise<Invalidation>
  /** Loses everything. */
  flush(): Promise<void>
  /** Loses what it knows of an appointment, and keeps the claims. */
  forget(appointmentUid: string): Promise<void>
  pass(ms: number): Promise<void>
  readonly settleMs: number
  readonly rebuildMs: number
}

const day = epochDay(at('10:00'))
const ten = claimOf('10:00', '10:30')
const eleven = claimOf('11:00', '11:30')
const bump: Bump = { resource: ANNA, day, settles: false }

/** What every ClaimStore owes its users; each test gets an empty one. */
export function describeClaimStore(name: string, make: (options?: { guardTtlMs: number }) => Promise<ClaimStoreUnderTest>): void {
  const read = async ({ store, tenant }: ClaimStoreUnderTest, days = [day]) => await store.read(unitOf({ tenant }), days)
  const stored = async (under: ClaimStoreUnderTest): Promise<StoredDay> => (await read(under)).days[0]!
  const startsOf = (claims: readonly { readonly fromMs: number }[]) => claims.map(({ fromMs }) => fromMs).sort((a, b) => a - b)
  const standing = async (under: ClaimStoreUnderTest) => startsOf((await stored(under)).claims)
  const apply = ({ claims: store, tenant }: ClaimStoreUnderTest, version: number, claims: Claim[], bumps: Bump[] = []) =>
    store.apply({ tenant, appointmentUid: 'a1', version, claimsBefore: [], claims, bumps })
  const begin = async ({ claims, tenant }: ClaimStoreUnderTest) => {
    const begun = await claims.beginRebuild(tenant)
    if (begun.token === undefined) throw new Error('another rebuilds')
    return begun.token
  }

  describe(`ClaimStore contract: ${name}`, () => {
    it('puts an appointment’s claims in place of those before, once for each version and never backwards', async () => {
      const under = await make()
      expect(await apply(under, 1, [ten])).toBe(true)
      expect(await apply(under, 2, [eleven])).toBe(true)
      expect(await apply(under, 2, [ten])).toBe(false)
      expect(await apply(under, 1, [ten])).toBe(false)
      expect(await standing(under)).toEqual([eleven.fromMs])
      expect(await apply(under, 3, [])).toBe(true)
      expect(await standing(under)).toEqual([])
    })

    it('shows a claim on each of its days and on those beside, once', async () => {
      const under = await make()
      await apply(under, 1, [claimOf('23:00', at('23:00') + 2 * 86_400_000)])
      const { days } = await read(under, [day - 2, day - 1, day, day + 1, day + 3, day + 4])
      expect(days.map(({ claims }) => claims.length)).toEqual([0, 1, 1, 1, 1, 0])
    })

    it('keeps what a claim tells: whose it is, on what, and until when it holds', async () => {
      const under = await make()
      await apply(under, 1, [claimOf('10:00', '10:30', { expiresAtMs: 99 })])
      const claim = { resource: ANNA, fromMs: at('10:00'), toMs: at('10:30'), expiresAtMs: 99, appointmentUid: 'a1' }
      expect((await stored(under)).claims).toEqual([claim])
    })

    it('makes a day that is bumped differ for good, and one that is not stay as it is', async () => {
      const under = await make()
      const before = await stored(under)
      await apply(under, 1, [ten])
      expect((await stored(under)).versions).toEqual(before.versions)
      await apply(under, 2, [], [bump])
      const after = await stored(under)
      expect(after.versions).not.toEqual(before.versions)
      await apply(under, 2, [], [bump])
      expect((await stored(under)).versions).toEqual(after.versions)
    })

    it('remembers until when Cal.com settles, also over later changes that need not', async () => {
      const under = await make()
      const { nowMs } = await read(under)
      await apply(under, 1, [], [{ ...bump, settles: true }])
      const settles = settlesAtMs((await stored(under)).versions)
      expect(settles).toBeGreaterThanOrEqual(nowMs + under.settleMs)
      await apply(under, 2, [], [bump])
      expect(settlesAtMs((await stored(under)).versions)).toBe(settles)
    })

    it('tells what changed: the claims’ places, old and new, and the days that were bumped', async () => {
      const under = await make()
      const first = under.heard()
      await apply(under, 1, [ten])
      expect(await first).toEqual({ tenant: under.tenant, claims: [[ANNA, day]], versions: [], rebuilt: false })
      const second = under.heard()
      await apply(under, 2, [], [bump])
      expect(await second).toEqual({ tenant: under.tenant, claims: [[ANNA, day]], versions: [[ANNA, day]], rebuilt: false })
    })

    it('frees what an event says was claimed, also of an appointment that it has forgotten', async () => {
      const under = await make()
      const { claims, tenant } = under
      await apply(under, 1, [ten])
      await under.forget('a1')
      const news = under.heard()
      await claims.apply({ tenant, appointmentUid: 'a1', version: 2, claimsBefore: [ten], claims: [], bumps: [] })
      expect(await standing(under)).toEqual([])
      expect((await news).claims).toEqual([[ANNA, day]])
    })

    it('knows an appointment for as long as a claim of it stands, however soon it may forget others', async () => {
      const guardTtlMs = 50
      const under = await make({ guardTtlMs })
      const { claims, tenant } = under
      await apply(under, 2, [ten])
      await under.pass(guardTtlMs)
      expect(await apply(under, 1, [eleven])).toBe(false)
      await apply(under, 3, [])
      expect(await standing(under)).toEqual([])
      const token = await begin(under)
      await claims.addRebuilt(tenant, token, [{ ...ten, version: 4 }])
      await apply(under, 4, [ten], [bump])
      await under.pass(guardTtlMs)
      await apply(under, 5, [])
      expect(await standing(under)).toEqual([])
    })

    it('is whole once it was rebuilt, and tells so; not before, and not after a loss', async () => {
      const under = await make()
      const { claims, tenant } = under
      const token = await begin(under)
      expect(await claims.addRebuilt(tenant, token, [ten, { ...eleven, segmentIndex: 1 }])).toBe(true)
      expect((await read(under)).claimsComplete).toBe(false)
      const news = under.heard()
      expect(await claims.finishRebuild(tenant, token)).toBe(true)
      expect(await news).toEqual({ tenant, claims: [], versions: [], rebuilt: true })
      expect((await read(under)).claimsComplete).toBe(true)
      expect(await standing(under)).toEqual([ten.fromMs, eleven.fromMs])
      await under.flush()
      expect((await read(under)).claimsComplete).toBe(false)
    })

    it('lets one rebuild at a time, until it gives up or its time is over', async () => {
      const under = await make()
      const { claims, tenant, rebuildMs } = under
      const first = await begin(under)
      const other = await claims.beginRebuild(tenant)
      expect(other).toEqual({ token: undefined, otherMs: expect.any(Number) })
      expect(other.token === undefined && other.otherMs > 0 && other.otherMs <= rebuildMs).toBe(true)
      await claims.abandonRebuild(tenant, first)
      const second = await begin(under)
      await under.pass(rebuildMs)
      const third = await begin(under)
      await claims.abandonRebuild(tenant, second)
      expect(await claims.finishRebuild(tenant, third)).toBe(true)
    })

    it('voids a rebuild during which everything was lost again', async () => {
      const under = await make()
      const { claims, tenant } = under
      const token = await begin(under)
      await under.flush()
      expect(await claims.addRebuilt(tenant, token, [ten])).toBe(false)
      expect(await claims.finishRebuild(tenant, token)).toBe(false)
      expect(await standing(under)).toEqual([])
    })

    it('believes an event rather than an older rebuild, and a rebuild rather than an older event, whose freed time still counts', async () => {
      const under = await make()
      const { claims, tenant } = under
      await apply(under, 5, [eleven])
      const token = await begin(under)
      await claims.addRebuilt(tenant, token, [{ ...ten, version: 4 }])
      expect(await standing(under)).toEqual([eleven.fromMs])
      await claims.addRebuilt(tenant, token, [{ ...ten, version: 7 }])
      expect(await standing(under)).toEqual([ten.fromMs])
      const before = await stored(under)
      expect(await apply(under, 6, [eleven], [bump])).toBe(true)
      expect(await standing(under)).toEqual([ten.fromMs])
      expect((await stored(under)).versions).not.toEqual(before.versions)
    })
  })
}
