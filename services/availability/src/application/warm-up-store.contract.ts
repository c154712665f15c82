import { describe, expect, it } from 'vitest'
import { begin } from '../domain/warm-up.ts'
import type { WarmUpStore } from './warm-up-store.ts'

export interface WarmUpStoreUnderTest {
  readonly store: WarmUpStore
  /** Of this test alone. */
  readonly tenant: string
  pass(ms: number): Promise<void>
  readonly leaseMs: number
}

const runOf = (runId: string) => begin({ runId, days: 7, minBookings: 5 }, 1_000)

/** What every WarmUpStore owes its users; each test gets an empty one. */
export function describeWarmUpStore(name: string, make: () => Promise<WarmUpStoreUnderTest>): void {
  describe(`WarmUpStore contract: ${name}`, () => {
    it('has one run under way, gives it to whoever begins another, and begins a new one when it is over', async () => {
      const { store, tenant } = await make()
      expect(await store.find(tenant, '')).toBeUndefined()
      const first = await store.begin(tenant, runOf('r1'))
      expect(first).toEqual(runOf('r1'))
      expect((await store.begin(tenant, runOf('r2'))).runId).toBe('r1')
      const token = (await store.lead(tenant))!
      await store.save(tenant, token, { ...first, state: 'waiting', reason: 'no_spare_budget' })
      expect((await store.begin(tenant, runOf('r2'))).runId).toBe('r1')
      await store.save(tenant, token, { ...first, state: 'done' })
      expect((await store.begin(tenant, runOf('r2'))).runId).toBe('r2')
      expect((await store.find(tenant, ''))?.runId).toBe('r2')
      expect(await store.find(tenant, 'r1')).toEqual({ ...first, state: 'done', lookUpsServed: 0 })
    })

    it('keeps where a run stands, with what is to be warmed and what is done', async () => {
      const { store, tenant } = await make()
      const run = { ...(await store.begin(tenant, runOf('r1'))), eventTypeIds: ['7', '8'], done: 1, loadedDays: 7 }
      expect(await store.save(tenant, (await store.lead(tenant))!, run)).toBe(true)
      expect(await store.find(tenant, 'r1')).toEqual({ ...run, lookUpsServed: 0 })
    })

    it('is led by one at a time; by another once the lead is given back or silent for its lease', async () => {
      const { store, tenant, pass, leaseMs } = await make()
      const first = (await store.lead(tenant))!
      expect(await store.lead(tenant)).toBeUndefined()
      await store.release(tenant, first)
      const second = (await store.lead(tenant))!
      await store.release(tenant, first)
      expect(await store.lead(tenant)).toBeUndefined()
      await pass(leaseMs)
      expect(await store.lead(tenant)).toBeDefined()
      expect(await store.save(tenant, second, runOf('r1'))).toBe(false)
      expect(await store.find(tenant, 'r1')).toBeUndefined()
    })

    it('lets the lead live for as long as something is saved', async () => {
      const { store, tenant, pass, leaseMs } = await make()
      const token = (await store.lead(tenant))!
      for (let step = 0; step < 3; step++) {
        await pass(leaseMs * 0.6)
        expect(await store.save(tenant, token, runOf('r1'))).toBe(true)
      }
    })

    it('counts the look-ups served with the last run, and keeps tenants apart', async () => {
      const { store, tenant } = await make()
      await store.begin(tenant, runOf('r1'))
      await store.addServed(tenant, 3)
      await store.addServed(tenant, 4)
      expect((await store.find(tenant, ''))?.lookUpsServed).toBe(7)
      expect(await store.find(`${tenant}x`, 'r1')).toBeUndefined()
      expect(await store.lead(`${tenant}x`)).toBeDefined()
      expect(await store.lead(tenant)).toBeDefined()
    })
  })
}
