import { describe, expect, it } from 'vitest'
import type { DayEntry } from '../domain/day-entry.ts'
import { ANNA, seconds, unitOf } from '../domain/testing.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import { type ColdDay, type Lease, loadId, type SlotStore } from './slot-store.ts'

export interface StoreUnderTest {
  readonly store: SlotStore
  /** As if time of the resource were freed. */
  bump(resource: string, day: EpochDay): Promise<void>
  /** Resolves when the news of a load, by its id, has come. */
  heard(id: string): Promise<{ readonly failure?: { readonly code: string } }>
  /** Lets leases run out. */
  pass(ms: number): Promise<void>
  readonly leaseMs: number
}

const day = 20_000
const unit = unitOf({ resources: [ANNA, 'staff:ben'], capacity: 2 })
const entryOf = ({ token, nowMs }: Lease, { versions }: ColdDay, expiresInMs = 60_000): DayEntry => ({
  stamp: token,
  versions,
  loadedAtMs: nowMs,
  expiresAtMs: nowMs + expiresInMs,
  starts: seconds('09:00'),
  suspect: false,
})

/** What every SlotStore owes its users; each test gets an empty one. */
export function describeSlotStore(name: string, make: () => Promise<StoreUnderTest>): void {
  const read = async ({ store }: StoreUnderTest, days = [day]) => (await store.read(unit, days)).days
  const complete = ({ store }: StoreUnderTest, lease: Lease) =>
    store.complete(
      unit,
      lease,
      lease.days.map((cold) => entryOf(lease, cold)),
    )

  describe(`SlotStore contract: ${name}`, () => {
    it('makes a version for each resource at the first read, and keeps it', async () => {
      const under = await make()
      const [first] = await read(under)
      expect(new Set(first!.versions).size).toBe(2)
      expect((await read(under))[0]!.versions).toEqual(first!.versions)
      await under.bump('staff:ben', day)
      const [bumped] = await read(under)
      expect(bumped!.versions[0]).toBe(first!.versions[0])
      expect(bumped!.versions[1]).not.toBe(first!.versions[1])
    })

    it('gives the lead of a day to one, of a range to whoever was first for each day', async () => {
      const under = await make()
      const days = await read(under, [day, day + 1, day + 2])
      const first = await under.store.lease(unit, days.slice(0, 2))
      expect(first.led.days.map((led) => led.day)).toEqual([day, day + 1])
      const second = await under.store.lease(unit, days.slice(1))
      expect(second.led.days.map((led) => led.day)).toEqual([day + 2])
      expect(second.held.map((held) => held.day.day)).toEqual([day + 1])
      expect(second.held[0]!.remainingMs).toBeGreaterThan(0)
    })

    it('gives the lead of days beside to who leads a day that he wants, and to nobody else', async () => {
      const under = await make()
      const [first, second, third] = await read(under, [day, day + 1, day + 2])
      const leader = await under.store.lease(unit, [first!], [second!])
      expect(leader.led.days.map((led) => led.day)).toEqual([day, day + 1])
      const follower = await under.store.lease(unit, [first!], [second!, third!])
      expect([follower.led.days, follower.held.map((held) => held.day.day), follower.changed]).toEqual([[], [day], []])
      const late = await under.store.lease(unit, [third!], [second!])
      expect([late.led.days.map((led) => led.day), late.held, late.changed]).toEqual([[day + 2], [], []])
    })

    it('keeps what was loaded under versions that still stand, ends the lease, and tells who waits', async () => {
      const under = await make()
      const cold = await read(under)
      const { led } = await under.store.lease(unit, cold)
      const news = under.heard(loadId(unit, cold[0]!))
      expect((await complete(under, led)).kept).toEqual([true])
      expect((await news).failure).toBeUndefined()
      expect((await read(under))[0]!.entry).toEqual(entryOf(led, cold[0]!))
    })

    it('does not keep what was loaded before a change of any of its resources', async () => {
      const under = await make()
      const { led } = await under.store.lease(unit, await read(under, [day, day + 1]))
      await under.bump('staff:ben', day)
      expect((await complete(under, led)).kept).toEqual([false, true])
      expect((await read(under))[0]!.entry).toBeUndefined()
    })

    it('lets a load begin for newer versions beside one for older ones', async () => {
      const under = await make()
      const cold = await read(under)
      await under.store.lease(unit, cold)
      await under.bump(ANNA, day)
      expect((await under.store.lease(unit, cold)).changed).toEqual(cold)
      expect((await under.store.lease(unit, await read(under))).led.days).toHaveLength(1)
    })

    it('gives no lead for what somebody has loaded since it was read', async () => {
      const under = await make()
      const cold = await read(under)
      await complete(under, (await under.store.lease(unit, cold)).led)
      const late = await under.store.lease(unit, cold)
      expect([late.led.days, late.held, late.changed]).toEqual([[], [], cold])
    })

    it('fences a leader whose lease another took over: what it brings is not kept, and the other’s lease stands', async () => {
      const under = await make()
      const cold = await read(under)
      const { led: dead } = await under.store.lease(unit, cold)
      await under.pass(under.leaseMs)
      const { led: living } = await under.store.lease(unit, cold)
      expect(living.days).toHaveLength(1)
      expect((await complete(under, dead)).kept).toEqual([false])
      await under.store.abandon(unit, dead, { code: 'internal', message: '', reason: undefined, retryAfterMs: undefined })
      expect((await under.store.lease(unit, cold)).held).toHaveLength(1)
      expect((await complete(under, living)).kept).toEqual([true])
    })

    it('renews a lease for who holds it', async () => {
      const under = await make()
      const cold = await read(under)
      const { led } = await under.store.lease(unit, cold)
      for (let half = 0; half < 4; half++) {
        await under.pass(under.leaseMs / 2)
        await under.store.renew(unit, led)
      }
      expect((await under.store.lease(unit, cold)).held).toHaveLength(1)
    })

    it('ends an abandoned lease, and tells who waits why', async () => {
      const under = await make()
      const cold = await read(under)
      const { led } = await under.store.lease(unit, cold)
      const news = under.heard(loadId(unit, cold[0]!))
      await under.store.abandon(unit, led, { code: 'rate_limited', message: 'later', reason: 'window', retryAfterMs: 5 })
      expect((await news).failure).toEqual({ code: 'rate_limited', message: 'later', reason: 'window', retryAfterMs: 5 })
      expect((await under.store.lease(unit, cold)).led.days).toHaveLength(1)
    })
  })
}
