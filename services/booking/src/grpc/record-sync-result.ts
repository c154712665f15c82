import { type RecordSyncResultRequest, type RecordSyncResultResponse, SyncOutcome } from '@calbridge/contracts'
import { AppError, type Clock } from '@calbridge/core'
import { type Call, requireTenant } from '@calbridge/grpc'
import { isTaken } from '../application/create-appointment.ts'
import type { AppointmentStore, ChangeSignal } from '../application/ports.ts'
import { recordSyncResult as record } from '../application/record-sync-result.ts'
import type { Appointment } from '../domain/appointment.ts'
import { isSettled } from '../domain/remotes.ts'
import type { SyncResult } from '../domain/sync-result.ts'
import { metrics } from '../metrics.ts'
import { parseInstant, parseText } from './fields.ts'
import { remoteStatusOf } from './messages.ts'
import { requireService } from './require-service.ts'

const OUTCOME: Partial<Record<SyncOutcome, SyncResult['outcome']>> = {
  [SyncOutcome.SYNC_OUTCOME_SYNCED]: 'synced',
  [SyncOutcome.SYNC_OUTCOME_REFUSED]: 'refused',
  [SyncOutcome.SYNC_OUTCOME_UNKNOWN]: 'unknown',
  [SyncOutcome.SYNC_OUTCOME_MANUAL_REVIEW]: 'manual_review',
  [SyncOutcome.SYNC_OUTCOME_RETRYING]: 'retrying',
}

interface Deps {
  readonly store: Pick<AppointmentStore, 'change' | 'merge' | 'get'>
  readonly changes: Pick<ChangeSignal, 'announce'>
  readonly clock: Pick<Clock, 'now'>
}

export const recordSyncResult =
  (deps: Deps) =>
  async (request: RecordSyncResultRequest, call: Call): Promise<RecordSyncResultResponse> => {
    const tenant = requireTenant(call, request.context)
    requireService(call)
    const result = parse(request, deps.clock.now())
    const { changed, after } = await record(deps, tenant, request.appointmentUid, result)
    metrics.syncResult(result.outcome, changed)
    if (changed && result.outcome === 'refused' && isFalseOffer(after.appointment)) metrics.falseOffer(tenant, 'calcom')
    return { applied: changed, superseded: result.outcome === 'synced' && !isSettled(after.appointment) }
  }

/** An answer offered the time, and Cal.com says that it is taken. A start that the customer moved to later was another offer. */
const isFalseOffer = (appointment: Appointment): boolean =>
  appointment.answerId !== undefined && appointment.status === 'failed' && appointment.previousStartMs === undefined && isTaken(appointment)

function parse(request: RecordSyncResultRequest, nowMs: number): SyncResult {
  const outcome = OUTCOME[request.outcome]
  if (!outcome) throw new AppError('invalid_argument', 'outcome is required', { field: 'outcome' })
  if (!request.appointmentUid) throw new AppError('invalid_argument', 'appointment_uid is required', { field: 'appointment_uid' })
  parseText(request.calcomUid, 'calcom_uid', 50)
  return {
    outcome,
    changeId: request.changeId,
    segmentIndex: request.segmentIndex,
    ...(request.calcomUid && {
      remote: {
        uid: request.calcomUid,
        bookingId: request.calcomBookingId || undefined,
        status: remoteStatusOf(request.calcomStatus),
        startMs: parseInstant(request.calcomStartMs, 'calcom_start_ms') || undefined,
        updatedAtMs: parseInstant(request.calcomUpdatedAtMs, 'calcom_updated_at_ms') || undefined,
        hostId: request.calcomHostId || undefined,
      },
    }),
    errorCode: request.errorCode || undefined,
    errorMessage: request.errorMessage || undefined,
    attemptCount: request.attemptCount,
    jobId: request.jobId || undefined,
    nowMs,
  }
}
