import { type BookingServiceClient, type CallContext, Origin, type RecordSyncResultRequest, SyncOutcome } from '@calbridge/contracts'
import type { GrpcClient } from '@calbridge/grpc'
import type { BookingPort } from '../application/ports.ts'
import type { Job } from '../domain/job.ts'
import type { Outcome, Report } from '../domain/report.ts'
import { planOf } from './plan-of.ts'

const OUTCOME: Record<Outcome, SyncOutcome> = {
  synced: SyncOutcome.SYNC_OUTCOME_SYNCED,
  refused: SyncOutcome.SYNC_OUTCOME_REFUSED,
  unknown: SyncOutcome.SYNC_OUTCOME_UNKNOWN,
  manual_review: SyncOutcome.SYNC_OUTCOME_MANUAL_REVIEW,
  retrying: SyncOutcome.SYNC_OUTCOME_RETRYING,
}

type Client = Pick<GrpcClient<(typeof BookingServiceClient)['service']>, 'getSyncPlan' | 'recordSyncResult'>

/** The booking service over gRPC. Both calls are safe to repeat. */
export function bookingPort(client: Client): BookingPort {
  return {
    plan: async (tenant, appointmentUid) =>
      planOf(await client.getSyncPlan({ context: contextOf(tenant), appointmentUid }, { tenant, idempotent: true })),
    record: async (job, report) => {
      await client.recordSyncResult(resultOf(job, report), { tenant: job.tenant, idempotent: true })
    },
  }
}

const contextOf = (tenant: string): CallContext => ({ tenant, origin: Origin.ORIGIN_SYSTEM, callId: '', requestId: '', idempotencyKey: '' })

function resultOf(job: Pick<Job, 'id' | 'tenant' | 'appointmentUid'>, { booking, ...report }: Report): RecordSyncResultRequest {
  return {
    context: contextOf(job.tenant),
    appointmentUid: job.appointmentUid,
    changeId: report.changeId,
    version: report.version,
    outcome: OUTCOME[report.outcome],
    segmentIndex: report.segmentIndex,
    calcomUid: booking?.uid ?? '',
    calcomBookingId: booking?.id ?? 0,
    calcomStatus: booking?.status ?? '',
    calcomStartMs: booking?.startMs ?? 0,
    calcomUpdatedAtMs: booking?.updatedAtMs ?? 0,
    calcomHostId: booking?.hostId ?? 0,
    errorCode: report.errorCode ?? '',
    errorMessage: report.errorMessage ?? '',
    attemptCount: report.attemptCount,
    jobId: job.id,
  }
}
