import { type ColdDay, type Lease, loadId, type SlotStore, type StoredDay } from '../application/slot-store.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { LiveClaim } from '../domain/subtract.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import { keys } from '../redis/keys.ts'
import type { SlotStoreOptions } from '../redis/slot-store.ts'
import type { MemoryCache } from './memory-cache.ts'

/** The cache in memory, for tests and the simulation. Each method does at once what its script does in Redis. */
export function memorySlotStore(
  cache: MemoryCache,
  { leaseMs, staleMs, versionTtlMs }: Omit<SlotStoreOptions, 'connection' | 'onCorrupt'>,
): SlotStore {
  const versionOf = (tenant: string, resource: string, day: EpochDay): string => {
    const key = keys.version(tenant, resource, day)
    const known = cache.versions.get(key) ?? `${cache.fresh()}:0`
    if (!cache.versions.get(key)) cache.versions.set(key, known, versionTtlMs)
    return known
  }
  const stands = ({ tenant, resources }: SlotUnit, { day, versions }: ColdDay): boolean =>
    resources.every((resource, index) => cache.versions.get(keys.version(tenant, resource, day)) === versions[index])
  const isAsSeen = (unit: SlotUnit, day: ColdDay): boolean =>
    (cache.entries.get(keys.entry(unit, day.day))?.stamp ?? '') === day.stamp && stands(unit, day)
  const whole = (tenant: string): boolean => cache.epochs.get(keys.epoch(tenant)) !== undefined
  const leaseOf = (unit: SlotUnit, { day, versions }: ColdDay): string => keys.lease(unit, day, versions)
  const take = (unit: SlotUnit, cold: ColdDay, token: string): boolean => {
    const free = cache.leases.get(leaseOf(unit, cold)) === undefined
    if (free) cache.leases.set(leaseOf(unit, cold), token, leaseMs)
    return free
  }
  const endOwn = (unit: SlotUnit, { token, days }: Lease): void => {
    for (const cold of days) if (cache.leases.get(leaseOf(unit, cold)) === token) cache.leases.delete(leaseOf(unit, cold))
  }

  return {
    async read(unit, days) {
      const stored = days.map((day): StoredDay => {
        const entry = cache.entries.get(keys.entry(unit, day))
        const versions = unit.resources.map((resource) => versionOf(unit.tenant, resource, day))
        return { day, versions, entry, stamp: entry?.stamp ?? '', claims: claimsOn(cache, unit, day) }
      })
      return { nowMs: cache.nowMs, claimsComplete: whole(unit.tenant), days: stored }
    },

    async lease(unit, days, beside = []) {
      const token = cache.fresh()
      const led: ColdDay[] = []
      const held: { day: ColdDay; remainingMs: number }[] = []
      const changed: ColdDay[] = []
      for (const day of days) {
        if (!isAsSeen(unit, day)) changed.push(day)
        else if (take(unit, day, token)) led.push(day)
        else held.push({ day, remainingMs: Math.max(1, cache.leases.remainingMs(leaseOf(unit, day))) })
      }
      if (led.length > 0) led.push(...beside.filter((day) => isAsSeen(unit, day) && take(unit, day, token)))
      return { led: { token, nowMs: cache.nowMs, days: led }, held, changed }
    },

    async renew(unit, { token, days }) {
      for (const day of days) if (cache.leases.get(leaseOf(unit, day)) === token) cache.leases.renew(leaseOf(unit, day), leaseMs)
    },

    async complete(unit, lease, entries) {
      const kept = lease.days.map((cold, index) => {
        const holder = cache.leases.get(leaseOf(unit, cold))
        if ((holder !== undefined && holder !== lease.token) || !stands(unit, cold)) return false
        cache.entries.set(keys.entry(unit, cold.day), entries[index]!, staleMs)
        for (const resource of unit.resources) cache.versions.renew(keys.version(unit.tenant, resource, cold.day), versionTtlMs)
        return true
      })
      endOwn(unit, lease)
      const days = lease.days.map((cold, index) => ({ ...cold, entry: entries[index], claims: claimsOn(cache, unit, cold.day) }))
      cache.publish({ kind: 'load', ids: lease.days.map((day) => loadId(unit, day)) })
      return { nowMs: cache.nowMs, claimsComplete: whole(unit.tenant), days, kept }
    },

    async abandon(unit, lease, failure) {
      endOwn(unit, lease)
      cache.publish({ kind: 'load', ids: lease.days.map((day) => loadId(unit, day)), failure })
    },
  }
}

/** A claim stands on each of its days, and one may reach over midnight: the days beside count, and of two copies one is enough. */
function claimsOn(cache: MemoryCache, { tenant, resources }: SlotUnit, day: EpochDay): LiveClaim[] {
  const unique = new Map<string, LiveClaim>()
  for (const near of [day - 1, day, day + 1]) {
    for (const resource of resources) {
      const claims = cache.claims.get(keys.claims(tenant, resource, near)) ?? new Map<string, LiveClaim>()
      for (const [field, claim] of claims) unique.set(`${resource}|${field}`, claim)
    }
  }
  return [...unique.values()]
}
