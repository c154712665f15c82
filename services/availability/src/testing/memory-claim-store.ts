import type { Claim } from '@calbridge/contracts'
import type { ClaimStore } from '../application/claim-store.ts'
import { settlesAtMs } from '../domain/version.ts'
import { claimRows, decodeClaim } from '../redis/claim-codec.ts'
import type { ClaimStoreOptions } from '../redis/claim-store.ts'
import { keys, parsePlace, tenantPrefix } from '../redis/keys.ts'
import type { Guard, MemoryCache } from './memory-cache.ts'

/** The projection of claims in memory, for tests and the simulation. Each method does at once what its script does in Redis. */
export function memoryClaimStore(
  cache: MemoryCache,
  { versionTtlMs, settleMs, guardTtlMs, rebuildMs }: Omit<ClaimStoreOptions, 'connection'>,
): ClaimStore {
  /** Puts the claims in place of those known, and gives the places touched. */
  const replace = (tenant: string, uid: string, version: number, before: readonly Claim[], claims: readonly Claim[]): string[] => {
    const key = keys.appointment(tenant, uid)
    const guard = cache.guards.get(key)
    const claimsAt = (place: string) => `${tenantPrefix(tenant)}claims:${place}`
    const over = [...(guard?.standing ?? []), ...before.flatMap(claimRows)]
    for (const [place, field] of over) cache.claims.get(claimsAt(place))?.delete(field)
    const rows = claims.flatMap(claimRows)
    for (const [place, field, value] of rows) {
      const there = cache.claims.get(claimsAt(place)) ?? new Map()
      cache.claims.set(claimsAt(place), there.set(field, decodeClaim(parsePlace(place)[0], field, value)))
    }
    const stand = rows.map(([place, field]) => [place, field] as const)
    const ttlMs = Math.max(guardTtlMs, ...rows.map(([, , , expiresAtMs]) => expiresAtMs - cache.nowMs))
    keep(key, { version, event: guard?.event ?? -1, standing: stand }, ttlMs)
    return [...new Set([...over, ...stand].map(([place]) => place))]
  }
  const keep = (key: string, guard: Guard, ttlMs: number): void =>
    cache.guards.set(key, guard, Math.max(ttlMs, cache.guards.remainingMs(key)))
  const isRunning = (tenant: string, token: string): boolean => cache.rebuilds.get(keys.rebuild(tenant)) === token

  return {
    async apply({ tenant, appointmentUid, version, claimsBefore, claims, bumps }) {
      const key = keys.appointment(tenant, appointmentUid)
      const known = cache.guards.get(key)
      const newer = version > (known?.version ?? -1)
      const unseen = version > (known?.event ?? -1)
      const touched = newer ? replace(tenant, appointmentUid, version, claimsBefore, claims) : []
      const bumped = unseen ? bumps : []
      if (unseen) keep(key, { version, standing: [], ...cache.guards.get(key), event: version }, guardTtlMs)
      for (const { resource, day, settles } of bumped) {
        const versionKey = keys.version(tenant, resource, day)
        const before = settlesAtMs([cache.versions.get(versionKey) ?? ''])
        const until = settles ? Math.max(before, cache.nowMs + settleMs) : before
        cache.versions.set(versionKey, `${cache.fresh()}:${until}`, versionTtlMs)
      }
      if (touched.length + bumped.length > 0) {
        const versions = bumped.map(({ resource, day }) => [resource, day] as const)
        cache.publish({ kind: 'change', tenant, claims: touched.map(parsePlace), versions, rebuilt: false })
      }
      return newer || unseen
    },

    async beginRebuild(tenant) {
      const key = keys.rebuild(tenant)
      if (cache.rebuilds.get(key) !== undefined) return { token: undefined, otherMs: Math.max(1, cache.rebuilds.remainingMs(key)) }
      const token = cache.fresh()
      cache.rebuilds.set(key, token, rebuildMs)
      return { token }
    },

    async addRebuilt(tenant, token, claims) {
      if (!isRunning(tenant, token)) return false
      for (const [uid, own] of Map.groupBy(claims, (claim) => claim.appointmentUid)) {
        const version = Math.max(...own.map((claim) => claim.version))
        if (version > (cache.guards.get(keys.appointment(tenant, uid))?.version ?? -1)) replace(tenant, uid, version, [], own)
      }
      return true
    },

    async finishRebuild(tenant, token) {
      if (!isRunning(tenant, token)) return false
      cache.epochs.set(keys.epoch(tenant), cache.fresh())
      cache.rebuilds.delete(keys.rebuild(tenant))
      cache.publish({ kind: 'change', tenant, claims: [], versions: [], rebuilt: true })
      return true
    },

    async abandonRebuild(tenant, token) {
      if (isRunning(tenant, token)) cache.rebuilds.delete(keys.rebuild(tenant))
    },
  }
}
