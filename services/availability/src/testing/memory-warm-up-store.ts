import type { Clock } from '@calbridge/core'
import type { WarmUpStore } from '../application/warm-up-store.ts'
import { isOver, type WarmUp } from '../domain/warm-up.ts'
import { Expiring } from './expiring.ts'

/** Warm-ups in memory, for tests. Each method does at once what its script does in Redis. */
export function memoryWarmUpStore({
  clock,
  leaseMs,
  keepMs,
}: {
  readonly clock: Pick<Clock, 'now'>
  readonly leaseMs: number
  readonly keepMs: number
}): WarmUpStore {
  const now = () => clock.now()
  const runs = new Expiring<WarmUp>(now)
  const last = new Expiring<string>(now)
  const leads = new Expiring<string>(now)
  const served = new Expiring<number>(now)
  let tokens = 0
  const lastRun = (tenant: string): WarmUp | undefined => runs.get(`${tenant}|${last.get(tenant)}`)
  return {
    async begin(tenant, run) {
      const known = lastRun(tenant)
      if (known && !isOver(known)) return known
      runs.set(`${tenant}|${run.runId}`, run, keepMs)
      last.set(tenant, run.runId, keepMs)
      return run
    },

    async lead(tenant) {
      if (leads.get(tenant) !== undefined) return undefined
      const token = String(++tokens)
      leads.set(tenant, token, leaseMs)
      return token
    },

    async save(tenant, token, run) {
      if (leads.get(tenant) !== token) return false
      leads.renew(tenant, leaseMs)
      runs.set(`${tenant}|${run.runId}`, run, keepMs)
      return true
    },

    async release(tenant, token) {
      if (leads.get(tenant) === token) leads.delete(tenant)
    },

    async find(tenant, runId) {
      const run = runId === '' ? lastRun(tenant) : runs.get(`${tenant}|${runId}`)
      return run && { ...run, lookUpsServed: served.get(`${tenant}|${run.runId}`) ?? 0 }
    },

    async addServed(tenant, lookUps) {
      const key = `${tenant}|${last.get(tenant)}`
      served.set(key, (served.get(key) ?? 0) + lookUps, keepMs)
    },
  }
}
