import { isDuplicateKey, type Transaction } from '@calbridge/mysql'
import { Overtaken } from '../application/ports.ts'
import type { Appointment, RemoteBooking } from '../domain/appointment.ts'
import { isSame } from '../domain/change.ts'
import { remoteRow } from './rows.ts'

/**
 * Stores what is new of an appointment's bookings at Cal.com. Throws Overtaken when one of them is another appointment's, or
 * when more is known of it than the decision knew.
 */
export async function saveRemotes(trx: Transaction, known: readonly RemoteBooking[], { tenant, uid, remotes, segments }: Appointment) {
  for (const remote of remotes) {
    const before = known.find((one) => one.uid === remote.uid)
    if (before && isSame(before, remote)) continue
    const row = remoteRow(tenant, uid, remote, segments.find(({ remoteUid }) => remoteUid === remote.uid)?.index)
    // Known ones are ours: the appointment's lock holds them.
    if (before) await trx('calcom_bookings').where({ company_id: tenant, uid: remote.uid }).update(row)
    else await add(trx, row)
  }
}

/** A plain insert, so that of two appointments that claim one booking the unique key lets only one have it. */
async function add(trx: Transaction, row: ReturnType<typeof remoteRow>): Promise<void> {
  try {
    await trx('calcom_bookings').insert(row)
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    // A parked fact is taken over, unless it is newer than what was decided on.
    const key = { company_id: row.company_id, uid: row.uid }
    const taken = await trx('calcom_bookings')
      .where(key)
      .whereNull('appointment_uid')
      .where('remote_updated_at', '<=', row.remote_updated_at as Date)
      .update(row)
    if (taken === 1) return
    const found = await trx('calcom_bookings').where(key).first('appointment_uid')
    throw new Overtaken(found?.appointment_uid ?? undefined)
  }
}
