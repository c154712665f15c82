import { AppError } from '@calbridge/core'
import { keptOf, withBookingsOf } from '../domain/absorb.ts'
import { applySyncResult, type SyncResult } from '../domain/sync-result.ts'
import { unknownAppointment } from './change-appointment.ts'
import { type AppointmentStore, type Changed, type ChangeSignal, type DecideMerged, Overtaken } from './ports.ts'

interface Deps {
  readonly store: Pick<AppointmentStore, 'change' | 'merge' | 'get'>
  readonly changes: Pick<ChangeSignal, 'announce'>
}

// Each look is overtaken by at most one other event of the same few bookings.
const MOST_LOOKS = 5

/** Safe to repeat: the same result decides to change nothing. */
export async function recordSyncResult(deps: Deps, tenant: string, uid: string, result: SyncResult): Promise<Changed> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
    const done = await record(deps, tenant, uid, result).catch(overtaken)
    if (done === 'overtaken') continue
    if (!done) throw unknownAppointment()
    if (done.changed) await deps.changes.announce(tenant, uid)
    return done
  }
  throw new AppError('unavailable', 'too many changes of one booking at once', { reason: 'booking_contended', retryAfterMs: 200 })
}

function overtaken(error: unknown): 'overtaken' {
  if (error instanceof Overtaken) return 'overtaken'
  throw error
}

async function record({ store }: Deps, tenant: string, uid: string, result: SyncResult): Promise<Changed | 'overtaken' | undefined> {
  try {
    return await store.change(tenant, uid, (current) => applySyncResult(current, result))
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    const [mine, owner] = await Promise.all([store.get(tenant, uid), error.owner && store.get(tenant, error.owner)])
    if (!mine || !owner) return 'overtaken'
    if (keptOf(mine, owner)?.kept.uid !== uid) return store.change(tenant, uid, (current) => applySyncResult(current, foreign(result)))
    // Its webhook came without our metadata and was taken for a customer's booking: they are one.
    const decide: DecideMerged = (kept, gone) => applySyncResult(withBookingsOf(kept, gone), result)
    return (await store.merge(tenant, uid, owner.uid, decide)) ?? 'overtaken'
  }
}

/** Cal.com answered with a booking that is another appointment's: a human must tell whose it is, and nobody is told of success. */
const foreign = ({ remote: _, ...result }: SyncResult): SyncResult => ({
  ...result,
  outcome: 'manual_review',
  errorCode: 'foreign_booking',
  errorMessage: undefined,
})
