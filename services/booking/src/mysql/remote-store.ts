import { type Database, read, transaction } from '@calbridge/mysql'
import type { RemoteStore } from '../application/ports.ts'
import { withRemote } from '../domain/remotes.ts'
import { remoteRow, toRemote } from './rows.ts'

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

    park: (tenant, remote) =>
      transaction(db, async (trx) => {
        const key = { company_id: tenant, uid: remote.uid }
        // Made before it is read, so that there is a row to lock.
        await trx('calcom_bookings')
          .insert(remoteRow(tenant, null, remote))
          .onConflict(['company_id', 'uid'])
          .ignore()
        const row = await trx('calcom_bookings').where(key).forUpdate().first()
        if (row.appointment_uid !== null) return false
        const [merged = remote] = withRemote([toRemote(row)], remote)
        await trx('calcom_bookings')
          .where(key)
          .update(remoteRow(tenant, null, merged))
        return true
      }),

    parked: (tenant, uids) =>
      read(db, async () => {
        const rows = await db('calcom_bookings')
          .where({ company_id: tenant })
          .whereIn('uid', [...uids])
          .whereNull('appointment_uid')
        return rows.map(toRemote)
      }),
  }
}
