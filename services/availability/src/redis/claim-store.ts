import type { ClaimStore } from '../application/claim-store.ts'
import { APPLY_PROJECTION } from './apply-projection.ts'
import { claimRows } from './claim-codec.ts'
import { channels, keys, placeToken, tenantPrefix } from './keys.ts'
import { ABANDON_REBUILD, ADD_REBUILT, BEGIN_REBUILD, FINISH_REBUILD } from './rebuild-claims.ts'
import type { Connection } from './script.ts'

export interface ClaimStoreOptions {
  readonly connection: Connection
  readonly versionTtlMs: number
  /** How long Cal.com lists a day wrongly after a change there. */
  readonly settleMs: number
  /** How long an older event of an appointment can still be told apart, at least: for as long as a claim of it stands it can. */
  readonly guardTtlMs: number
  readonly rebuildMs: number
}

export function redisClaimStore({ connection, versionTtlMs, settleMs, guardTtlMs, rebuildMs }: ClaimStoreOptions): ClaimStore {
  return {
    async apply({ tenant, appointmentUid, version, claimsBefore, claims, bumps }) {
      const before = JSON.stringify(claimsBefore.flatMap(claimRows))
      const rows = JSON.stringify(claims.flatMap(claimRows))
      const bumped = JSON.stringify(bumps.map(({ resource, day, settles }) => [placeToken(resource, day), settles ? settleMs : 0]))
      const applied = await APPLY_PROJECTION.run(
        connection,
        [keys.appointment(tenant, appointmentUid), keys.counter(tenant)],
        [tenantPrefix(tenant), tenant, version, guardTtlMs, before, rows, bumped, versionTtlMs, channels.changes],
      )
      return applied === 1
    },

    async beginRebuild(tenant) {
      const [token, otherMs] = (await BEGIN_REBUILD.run(connection, [keys.rebuild(tenant), keys.counter(tenant)], [rebuildMs])) as [
        string,
        number,
      ]
      return token === '' ? { token: undefined, otherMs } : { token }
    },

    async addRebuilt(tenant, token, claims) {
      const appointments = [...Map.groupBy(claims, (claim) => claim.appointmentUid)]
      const args = appointments.flatMap(([, own]) => [
        Math.max(...own.map(({ version }) => version)),
        JSON.stringify(own.flatMap(claimRows)),
      ])
      const guards = appointments.map(([uid]) => keys.appointment(tenant, uid))
      const prefix = tenantPrefix(tenant)
      return (await ADD_REBUILT.run(connection, [keys.rebuild(tenant), ...guards], [token, prefix, guardTtlMs, ...args])) === 1
    },

    async finishRebuild(tenant, token) {
      const names = [keys.rebuild(tenant), keys.epoch(tenant), keys.counter(tenant)]
      return (await FINISH_REBUILD.run(connection, names, [token, channels.changes, tenant])) === 1
    },

    async abandonRebuild(tenant, token) {
      await ABANDON_REBUILD.run(connection, [keys.rebuild(tenant)], [token])
    },
  }
}
