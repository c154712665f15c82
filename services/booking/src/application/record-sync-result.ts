import type { Booked } from '../domain/appointment.ts'
import { applySyncResult, type SyncResult } from '../domain/sync-result.ts'
import { unknownAppointment } from './change-appointment.ts'
import type { AppointmentStore, ChangeSignal } from './ports.ts'

interface Deps {
  readonly store: Pick<AppointmentStore, 'change'>
  readonly changes: Pick<ChangeSignal, 'announce'>
}

/** Safe to repeat: the same result decides to change nothing. */
export async function recordSyncResult(
  { store, changes }: Deps,
  tenant: string,
  uid: string,
  result: SyncResult,
): Promise<{ changed: boolean; after: Booked }> {
  const done = await store.change(tenant, uid, (current) => applySyncResult(current, result))
  if (!done) throw unknownAppointment()
  if (done.changed) await changes.announce(tenant, uid)
  return done
}
