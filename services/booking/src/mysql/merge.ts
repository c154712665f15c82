import type { Transaction } from '@calbridge/mysql'
import type { Changed, DecideMerged } from '../application/ports.ts'
import { absorbed, withBookingsOf } from '../domain/absorb.ts'
import type { Booked } from '../domain/appointment.ts'
import { changed } from '../domain/change.ts'
import { claimsOf } from '../domain/claims.ts'
import { loadAppointments } from './load.ts'
import { type StoreOptions, update } from './write.ts'

/** Makes `gone` part of `kept`: its time is freed first, its bookings follow, and nobody sees it any more. */
export async function merge(
  trx: Transaction,
  tenant: string,
  uids: { readonly kept: string; readonly gone: string },
  decide: DecideMerged,
  options: StoreOptions,
): Promise<Changed | undefined> {
  const rows = await loadAppointments(trx, tenant, [uids.kept, uids.gone], { lock: true })
  const [kept, gone] = [uids.kept, uids.gone].map((uid) => rows.find((row) => row.uid === uid))
  if (!kept || !gone) return undefined
  const nowMs = options.clock.now()
  const before: Booked = { appointment: kept, claims: claimsOf(kept) }
  const both = withBookingsOf(before, gone)
  const change = decide(before, gone) ?? changed(both, {}, nowMs, { ...STILL, changeId: kept.changeId })

  const over: Booked = { appointment: gone, claims: claimsOf(gone) }
  await update(trx, over, absorbed(over, kept, nowMs), options)
  await trx('calcom_bookings').where({ company_id: tenant, appointment_uid: gone.uid }).update({ appointment_uid: kept.uid })
  await trx('appointments')
    .where({ id: gone.id })
    .update({ deleted_at: new Date(nowMs) })
  return { after: await update(trx, before, change, options, both.appointment.remotes), changed: true }
}

const STILL = { kind: 'sync_changed', origin: 'calcom', fact: true } as const
