import { AppError } from '@calbridge/core'
import { keptOf, withBookingsOf } from '../domain/absorb.ts'
import { applySyncResult, type SyncResult } from '../domain/sync-result.ts'
import { unknownAppointment } from './change-appointment.ts'
import { type AppointmentStore, type Changed, type ChangeSignal, Overtaken } from './ports.ts'

interface Deps {
  readonly store: Pick<AppointmentStore, 'change' | 'merge' | 'get'>
  readonly changes: Pick<ChangeSignal, 'announce'>
}

/** Safe to repeat: the same result decides to change nothing. */
export async function recordSyncResult(deps: Deps, tenant: string, uid: string, result: SyncResult): Promise<Changed> {
  const done = await record(deps, tenant, uid, result)
  if (!done) throw unknownAppointment()
  if (done.changed) await deps.changes.announce(tenant, uid)
  return done
}

async function record({ store }: Deps, tenant: string, uid: string, result: SyncResult): Promise<Changed | undefined> {
  try {
    return await store.change(tenant, uid, (current) => applySyncResult(current, result))
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    const [mine, owner] = await Promise.all([store.get(tenant, uid), error.owner && store.get(tenant, error.owner)])
    // Whoever it was is gone again: sync-worker repeats.
    if (!mine || !owner)
      throw new AppError('unavailable', 'the booking changed meanwhile', { reason: 'booking_contended', retryAfterMs: 50 })
    const pair = keptOf(mine, owner)
    // Its webhook came without our metadata and was taken for a customer's booking: they are one.
    if (pair?.kept.uid === uid)
      return store.merge(tenant, uid, owner.uid, (kept, gone) => applySyncResult(withBookingsOf(kept, gone), result))
    return store.change(tenant, uid, (current) => applySyncResult(current, foreign(result)))
  }
}

/** Cal.com answered with a booking that is another appointment's: a human must tell whose it is, and nobody is told of success. */
const foreign = ({ remote: _, ...result }: SyncResult): SyncResult => ({
  ...result,
  outcome: 'manual_review',
  errorCode: 'foreign_booking',
  errorMessage: undefined,
})
