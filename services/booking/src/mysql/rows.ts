import type { Appointment, Origin, RemoteBooking, RemoteStatus, Segment, Status, SyncStatus } from '../domain/appointment.ts'
import { endOf, startOf } from '../domain/appointment.ts'

type Row = Record<string, unknown>

const date = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms))
const ms = (value: unknown): number => (value as Date).getTime()
const optionalMs = (value: unknown): number | undefined => (value == null ? undefined : ms(value))
const text = (value: unknown): string | undefined => (value == null || value === '' ? undefined : String(value))
const number = (value: unknown): number | undefined => (value == null ? undefined : Number(value))

/** The columns of `appointments` that follow from the state; the rest belongs to whoever writes it. */
export function appointmentRow(appointment: Appointment): Row {
  const [first] = appointment.segments
  const remote = appointment.remotes.find(({ uid }) => uid === first?.remoteUid)
  return {
    uid: appointment.uid,
    company_id: appointment.tenant,
    service_id: appointment.serviceId,
    branch_id: appointment.branchId || null,
    staff_id: first?.staffId ?? null,
    call_id: appointment.callId ?? null,
    starts_at: date(startOf(appointment)),
    ends_at: date(endOf(appointment)),
    status: appointment.status,
    source: appointment.source ?? null,
    notes: appointment.notes ?? null,
    booking_timezone: appointment.timeZone,
    calcom_booking_id: remote?.bookingId ?? null,
    calcom_v2_booking_id: remote?.uid ?? null,
    calcom_v2_booking_uid: remote?.uid ?? null,
    calcom_previous_booking_uid: remote?.previousUid ?? null,
    calcom_event_type_id: first?.eventTypeId ?? null,
    calcom_host_id: remote?.hostId ?? null,
    calcom_status: remote?.status ?? null,
    is_composite: appointment.segments.length > 1,
    calcom_sync_status: appointment.syncStatus,
    sync_origin: appointment.syncOrigin,
    sync_job_id: appointment.syncJobId ?? null,
    sync_attempt_count: Math.min(appointment.syncAttempts, 255),
    sync_error_code: appointment.syncErrorCode?.slice(0, 50) ?? null,
    sync_error_message: appointment.syncErrorMessage?.slice(0, 2_000) ?? null,
    requires_manual_review: appointment.requiresManualReview,
    previous_starts_at: date(appointment.previousStartMs),
    cancellation_reason: appointment.cancellationReason?.slice(0, 500) ?? null,
    attendee_name: appointment.attendee.name,
    attendee_email: appointment.attendee.email ?? null,
    attendee_phone: appointment.attendee.phone ?? null,
    attendee_language: appointment.attendee.language ?? null,
    change_id: appointment.changeId,
    change_origin: appointment.changeOrigin,
    change_reason: appointment.changeReason?.slice(0, 500) ?? null,
    answer_id: appointment.answerId ?? null,
    version: appointment.version,
    seen_version: appointment.seenVersion,
    created_at: date(appointment.createdAtMs),
  }
}

export function toAppointment(row: Row, segments: Segment[], remotes: RemoteBooking[]): Appointment {
  return {
    uid: String(row.uid),
    id: Number(row.id),
    tenant: String(row.company_id),
    serviceId: String(row.service_id),
    branchId: text(row.branch_id) ?? '',
    status: row.status as Status,
    syncStatus: row.calcom_sync_status as SyncStatus,
    syncOrigin: row.sync_origin as Origin,
    changeId: String(row.change_id),
    changeOrigin: row.change_origin as Origin,
    changeReason: text(row.change_reason),
    version: Number(row.version),
    seenVersion: Number(row.seen_version ?? row.version),
    segments,
    remotes,
    attendee: {
      name: String(row.attendee_name),
      email: text(row.attendee_email),
      phone: text(row.attendee_phone),
      language: text(row.attendee_language),
    },
    timeZone: String(row.booking_timezone),
    notes: text(row.notes),
    callId: text(row.call_id),
    source: text(row.source),
    answerId: text(row.answer_id),
    createdAtMs: ms(row.created_at),
    updatedAtMs: ms(row.last_modified_at ?? row.created_at),
    previousStartMs: optionalMs(row.previous_starts_at),
    cancellationReason: text(row.cancellation_reason),
    syncErrorCode: text(row.sync_error_code),
    syncErrorMessage: text(row.sync_error_message),
    requiresManualReview: Boolean(row.requires_manual_review),
    syncAttempts: Number(row.sync_attempt_count),
    syncJobId: text(row.sync_job_id),
  }
}

export function segmentRow(appointment: Appointment, segment: Segment): Row {
  const remote = appointment.remotes.find(({ uid }) => uid === segment.remoteUid)
  return {
    company_id: appointment.tenant,
    appointment_id: appointment.id,
    appointment_uid: appointment.uid,
    segment_key: segment.key,
    sequence_order: segment.index,
    start_offset_minutes: Math.round((segment.startMs - startOf(appointment)) / 60_000),
    duration_minutes: Math.round((segment.endMs - segment.startMs) / 60_000),
    staff_id: segment.staffId ?? null,
    event_type_id: segment.eventTypeId,
    credential_id: segment.credentialId,
    resource: segment.resource,
    capacity: segment.capacity,
    buffer_before_minutes: segment.bufferBeforeMin,
    buffer_after_minutes: segment.bufferAfterMin,
    start_time: date(segment.startMs),
    end_time: date(segment.endMs),
    calcom_booking_uid: segment.remoteUid ?? null,
    calcom_booking_id: remote?.bookingId ?? null,
    calcom_sync_status: appointment.syncStatus,
  }
}

export const toSegment = (row: Row): Segment => ({
  index: Number(row.sequence_order),
  key: String(row.segment_key),
  staffId: text(row.staff_id),
  eventTypeId: String(row.event_type_id),
  credentialId: String(row.credential_id),
  resource: String(row.resource),
  capacity: Number(row.capacity),
  startMs: ms(row.start_time),
  endMs: ms(row.end_time),
  bufferBeforeMin: Number(row.buffer_before_minutes),
  bufferAfterMin: Number(row.buffer_after_minutes),
  remoteUid: text(row.calcom_booking_uid),
})

export const remoteRow = (tenant: string, appointmentUid: string | null, remote: RemoteBooking, segmentIndex = 0): Row => ({
  company_id: tenant,
  uid: remote.uid,
  appointment_uid: appointmentUid,
  segment_index: segmentIndex,
  booking_id: remote.bookingId ?? null,
  previous_uid: remote.previousUid ?? null,
  next_uid: remote.nextUid ?? null,
  status: remote.status,
  event_type_id: remote.eventTypeId ?? null,
  host_id: remote.hostId ?? null,
  starts_at: date(remote.startMs),
  ends_at: date(remote.endMs),
  remote_updated_at: date(remote.updatedAtMs),
  reason: remote.reason?.slice(0, 500) ?? null,
})

export const toRemote = (row: Row): RemoteBooking => ({
  uid: String(row.uid),
  bookingId: number(row.booking_id),
  previousUid: text(row.previous_uid),
  nextUid: text(row.next_uid),
  status: row.status as RemoteStatus,
  startMs: ms(row.starts_at),
  endMs: ms(row.ends_at),
  updatedAtMs: ms(row.remote_updated_at),
  hostId: number(row.host_id),
  eventTypeId: text(row.event_type_id),
  reason: text(row.reason),
})
