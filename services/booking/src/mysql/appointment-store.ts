import { type Database, read, transaction } from '@calbridge/mysql'
import type { AppointmentStore } from '../application/ports.ts'
import type { Booked } from '../domain/appointment.ts'
import { claimsOf } from '../domain/claims.ts'
import { type ClaimRow, toStoredClaim } from './claims.ts'
import { insertKey } from './idempotency-store.ts'
import { listUids } from './list.ts'
import { loadAppointments, resolveRef } from './load.ts'
import { merge } from './merge.ts'
import { insert, type StoreOptions, update } from './write.ts'

/**
 * Appointments in MySQL or MariaDB: state, claims, bookings and outbox of one change commit together. The key comes last: many
 * who wait for one key deadlock when its holder is rolled back, and at the end nobody is any more.
 */
export function mysqlAppointmentStore(db: Database, options: StoreOptions): AppointmentStore {
  const { clock } = options
  return {
    create: (change, key) =>
      transaction(db, async (trx) => {
        const booked = await insert(trx, change, options)
        if (key) await insertKey(trx, change.next.tenant, key, change.next.uid, clock.now())
        return booked
      }),

    change: (tenant, ref, decide, key) =>
      transaction(db, async (trx) => {
        const uid = await resolveRef(trx, tenant, ref)
        const [appointment] = uid ? await loadAppointments(trx, tenant, [uid], { lock: true }) : []
        if (!appointment) return undefined
        const before: Booked = { appointment, claims: claimsOf(appointment) }
        const change = decide(before)
        const after = change ? await update(trx, before, change, options) : before
        if (key) await insertKey(trx, tenant, key, appointment.uid, clock.now())
        return { after, changed: change !== undefined }
      }),

    merge: (tenant, kept, gone, decide) => transaction(db, (trx) => merge(trx, tenant, { kept, gone }, decide, options)),

    resolve: (tenant, ref) => read(db, () => resolveRef(db, tenant, ref)),

    get: (tenant, ref) =>
      read(db, async () => {
        const uid = await resolveRef(db, tenant, ref)
        const [appointment] = uid ? await loadAppointments(db, tenant, [uid]) : []
        return appointment
      }),

    list: (tenant, filter) =>
      read(db, async () => {
        const uids = await listUids(db, tenant, filter)
        const found = await loadAppointments(db, tenant, uids)
        const place = new Map(uids.map((uid, index) => [uid, index]))
        return found.sort((a, b) => (place.get(a.uid) ?? 0) - (place.get(b.uid) ?? 0))
      }),

    liveClaims: (tenant, fromMs, toMs) =>
      read(db, async () => {
        const rows: ClaimRow[] = await db('claims')
          .where({ company_id: tenant })
          .where('ends_at', '>', new Date(fromMs))
          .where('starts_at', '<', new Date(toMs))
          .where((q) => q.whereNull('expires_at').orWhere('expires_at', '>', new Date(clock.now())))
        return rows.map(toStoredClaim)
      }),
  }
}
