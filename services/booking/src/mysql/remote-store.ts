import { type Database, read } from '@calbridge/mysql'
import type { RemoteStore } from '../application/ports.ts'
import { remoteRow, toRemote } from './rows.ts'

export function mysqlRemoteStore(db: Database): RemoteStore {
  return {
    appointmentOf: (tenant, uids) =>
      read(db, async () => {
        const rows: { uid: string; appointment_uid: string }[] = await db('calcom_bookings')
          .where({ company_id: tenant })
          .whereIn('uid', [...uids])
          .whereNotNull('appointment_uid')
          .select('uid', 'appointment_uid')
        return uids.map((uid) => rows.find((row) => row.uid === uid)?.appointment_uid).find((uid) => uid !== undefined)
      }),
    park: (tenant, remote) =>
      read(db, async () => {
        // What an appointment holds already is not touched: its own transaction keeps it.
        await db('calcom_bookings')
          .insert(remoteRow(tenant, null, remote))
          .onConflict(['company_id', 'uid'])
          .ignore()
      }),
    parked: (tenant, uid) =>
      read(db, async () => {
        const row = await db('calcom_bookings').where({ company_id: tenant, uid }).whereNull('appointment_uid').first()
        return row && toRemote(row)
      }),
  }
}
