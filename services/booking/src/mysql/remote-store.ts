import { type Database, read, type Transaction, transaction } from '@calbridge/mysql'
import { Overtaken, type RemoteStore } from '../application/ports.ts'
import type { RemoteBooking } from '../domain/appointment.ts'
import { withRemote } from '../domain/remotes.ts'
import { remoteRow, toRemote } from './rows.ts'

/** A chain of moves that waits is not followed further. */
const MOST_MOVES = 10

export function mysqlRemoteStore(db: Database): RemoteStore {
  return {
    ownersOf: (tenant, uids) =>
      read(db, async () => {
        const rows: { uid: string; appointment_uid: string }[] = await db('calcom_bookings')
          .where({ company_id: tenant })
          .whereIn('uid', [...uids])
          .whereNotNull('appointment_uid')
          .select('uid', 'appointment_uid')
        const owners = uids.flatMap((uid) => rows.find((row) => row.uid === uid)?.appointment_uid ?? [])
        return [...new Set(owners)]
      }),

    park: (tenant, remotes) =>
      transaction(db, async (trx) => {
        const rows = []
        for (const remote of remotes) rows.push(await locked(trx, tenant, remote))
        for (const { appointment_uid } of rows) if (appointment_uid !== null) throw new Overtaken(appointment_uid)
        for (const [n, remote] of remotes.entries()) {
          const [merged = remote] = withRemote([toRemote(rows[n])], remote)
          await trx('calcom_bookings')
            .where({ company_id: tenant, uid: remote.uid })
            .update(remoteRow(tenant, null, merged))
        }
      }),

    parked: (tenant, uids) =>
      read(db, async () => {
        const found = new Map<string, RemoteBooking>()
        let wanted = [...uids]
        for (let move = 0; wanted.length > 0 && move <= MOST_MOVES; move++) {
          const rows = await db('calcom_bookings').where({ company_id: tenant }).whereIn('uid', wanted).whereNull('appointment_uid')
          for (const row of rows) found.set(row.uid, toRemote(row))
          wanted = rows.flatMap(({ next_uid }) => (next_uid && !found.has(next_uid) ? [next_uid] : []))
        }
        return [...found.values()]
      }),
  }
}

/** Made before it is read, so that there is a row to lock. */
async function locked(trx: Transaction, tenant: string, remote: RemoteBooking) {
  await trx('calcom_bookings')
    .insert(remoteRow(tenant, null, remote))
    .onConflict(['company_id', 'uid'])
    .ignore()
  return trx('calcom_bookings').where({ company_id: tenant, uid: remote.uid }).forUpdate().first()
}
