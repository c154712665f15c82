import {
  type Appointment,
  AppointmentStatus,
  type CreateAppointmentRequest,
  type RecordSyncResultRequest,
  SyncOutcome,
} from '@calbridge/contracts'
import { contextOf, DAY_MS, type Stack, TEN, wish } from './stack.ts'

/** Callers and the sync-worker of a test; each test file has days of its own. */
export function actors({ client, worker }: Pick<Stack, 'client' | 'worker'>) {
  let day = 0
  const nextDay = (): number => TEN + ++day * DAY_MS

  const book = async (differs: Partial<CreateAppointmentRequest> = {}): Promise<Appointment> =>
    (await client.createAppointment(wish({ startMs: nextDay(), ...differs }))).appointment!

  /** What sync-worker does: asks for the plan, and tells that Cal.com has it as wanted. */
  async function sync(
    appointmentUid: string,
    outcome: SyncOutcome = SyncOutcome.SYNC_OUTCOME_SYNCED,
    errorCode = '',
    differs: Partial<RecordSyncResultRequest> = {},
  ) {
    const { appointment, changeId } = await worker.getSyncPlan({ context: contextOf(), appointmentUid })
    const there = outcome === SyncOutcome.SYNC_OUTCOME_SYNCED && {
      calcomUid: `there-${appointmentUid.slice(-12)}-${appointment!.startMs}`,
      calcomBookingId: 7,
    }
    return worker.recordSyncResult({
      context: contextOf(),
      appointmentUid,
      changeId,
      version: appointment!.version,
      outcome,
      segmentIndex: 0,
      calcomUid: '',
      calcomBookingId: 0,
      ...there,
      calcomStatus: appointment!.status === AppointmentStatus.APPOINTMENT_STATUS_CANCELLED ? 'cancelled' : 'accepted',
      calcomUpdatedAtMs: Date.now(),
      calcomHostId: 101,
      calcomStartMs: appointment!.startMs,
      errorCode,
      errorMessage: '',
      attemptCount: 1,
      jobId: 'job-1',
      ...differs,
    })
  }

  return { nextDay, book, sync }
}
