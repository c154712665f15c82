import {
  type Appointment as AppointmentMessage,
  AppointmentStatus,
  type Claim as ClaimMessage,
  Origin as OriginCode,
  type Segment as SegmentMessage,
  SyncStatus as SyncStatusCode,
} from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { StoredClaim } from '../application/ports.ts'
import { CLAIM_KIND, ORIGIN } from '../codes.ts'
import {
  type Appointment,
  endOf,
  type Origin,
  type RemoteStatus,
  type Segment,
  type Status,
  type SyncStatus,
  startOf,
} from '../domain/appointment.ts'
import { remoteByUid } from '../domain/remotes.ts'

const STATUS: Record<Status, AppointmentStatus> = {
  pending: AppointmentStatus.APPOINTMENT_STATUS_PENDING,
  confirmed: AppointmentStatus.APPOINTMENT_STATUS_CONFIRMED,
  cancelled: AppointmentStatus.APPOINTMENT_STATUS_CANCELLED,
  completed: AppointmentStatus.APPOINTMENT_STATUS_COMPLETED,
  no_show: AppointmentStatus.APPOINTMENT_STATUS_NO_SHOW,
  failed: AppointmentStatus.APPOINTMENT_STATUS_FAILED,
}

const SYNC_STATUS: Record<SyncStatus, SyncStatusCode> = {
  pending: SyncStatusCode.SYNC_STATUS_PENDING,
  synced: SyncStatusCode.SYNC_STATUS_SYNCED,
  failed: SyncStatusCode.SYNC_STATUS_FAILED,
  orphaned_local: SyncStatusCode.SYNC_STATUS_ORPHANED_LOCAL,
  orphaned_calcom: SyncStatusCode.SYNC_STATUS_ORPHANED_CALCOM,
  verification_pending: SyncStatusCode.SYNC_STATUS_VERIFICATION_PENDING,
}

const keyOf = <K extends string>(table: Record<K, number>, code: number): K | undefined =>
  (Object.keys(table) as K[]).find((key) => table[key] === code)

export const statusOf = (code: AppointmentStatus): Status | undefined => keyOf(STATUS, code)

/** Who makes the change; a caller that does not say is the API. What Cal.com does comes by its webhooks, never as a command. */
export function originOf(code: OriginCode | undefined): Origin {
  if (code === OriginCode.ORIGIN_CALCOM)
    throw new AppError('invalid_argument', 'a command does not come from Cal.com', { field: 'context.origin' })
  return keyOf(ORIGIN, code ?? OriginCode.ORIGIN_API) ?? 'api'
}

const REMOTE_STATUSES: readonly string[] = ['accepted', 'pending', 'cancelled', 'rejected']
export const remoteStatusOf = (text: string): RemoteStatus => (REMOTE_STATUSES.includes(text) ? (text as RemoteStatus) : 'accepted')

export function appointmentMessage(appointment: Appointment, serviceName = ''): AppointmentMessage {
  return {
    uid: appointment.uid,
    id: String(appointment.id),
    tenant: appointment.tenant,
    status: STATUS[appointment.status],
    syncStatus: SYNC_STATUS[appointment.syncStatus],
    origin: ORIGIN[appointment.syncOrigin],
    serviceId: appointment.serviceId,
    branchId: appointment.branchId,
    startMs: startOf(appointment),
    endMs: endOf(appointment),
    timeZone: appointment.timeZone,
    version: appointment.version,
    segments: appointment.segments.map((segment) => segmentMessage(appointment, segment)),
    customer: {
      name: appointment.attendee.name,
      email: appointment.attendee.email ?? '',
      phone: appointment.attendee.phone ?? '',
      timeZone: appointment.timeZone,
      language: appointment.attendee.language ?? '',
    },
    notes: appointment.notes ?? '',
    createdAtMs: appointment.createdAtMs,
    updatedAtMs: appointment.updatedAtMs,
    cancellationReason: appointment.cancellationReason ?? '',
    syncErrorCode: appointment.syncErrorCode ?? '',
    requiresManualReview: appointment.requiresManualReview,
    serviceName,
  }
}

function segmentMessage(appointment: Appointment, segment: Segment): SegmentMessage {
  const remote = remoteByUid(appointment.remotes, segment.remoteUid)
  return {
    index: segment.index,
    key: segment.key,
    staffId: segment.staffId ?? '',
    eventTypeId: segment.eventTypeId,
    credentialId: segment.credentialId,
    startMs: segment.startMs,
    endMs: segment.endMs,
    calcomUid: segment.remoteUid ?? '',
    calcomPreviousUid: remote?.previousUid ?? '',
    calcomBookingId: remote?.bookingId ?? 0,
    calcomStatus: remote?.status ?? '',
    calcomStartMs: remote?.startMs ?? 0,
  }
}

export const claimMessage = (claim: StoredClaim): ClaimMessage => ({
  resource: claim.resource,
  fromMs: claim.fromMs,
  toMs: claim.toMs,
  kind: CLAIM_KIND[claim.kind],
  expiresAtMs: claim.expiresAtMs ?? 0,
  appointmentUid: claim.appointmentUid,
  segmentIndex: claim.segmentIndex,
  version: claim.version,
})
