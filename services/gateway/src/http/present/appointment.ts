import { type Appointment, AppointmentStatus, Origin, type Segment, SyncStatus, type Tenant } from '@calbridge/contracts'
import { findStaff } from '@calbridge/directory'
import type { z } from 'zod'
import { isoIn, isoUtc } from '../../domain/iso.ts'
import { knownTimeZone } from '../../domain/time-zone.ts'
import type { appointment as schema } from '../schemas/answers.ts'

export type PresentedAppointment = z.output<typeof schema>

const STATUS: Partial<Record<AppointmentStatus, PresentedAppointment['status']>> = {
  [AppointmentStatus.APPOINTMENT_STATUS_CONFIRMED]: 'booked',
  [AppointmentStatus.APPOINTMENT_STATUS_CANCELLED]: 'cancelled',
  [AppointmentStatus.APPOINTMENT_STATUS_COMPLETED]: 'completed',
  [AppointmentStatus.APPOINTMENT_STATUS_NO_SHOW]: 'no_show',
  [AppointmentStatus.APPOINTMENT_STATUS_FAILED]: 'failed',
}

const SYNC: Partial<Record<SyncStatus, string>> = {
  [SyncStatus.SYNC_STATUS_SYNCED]: 'synced',
  [SyncStatus.SYNC_STATUS_FAILED]: 'failed',
  [SyncStatus.SYNC_STATUS_ORPHANED_LOCAL]: 'orphaned_local',
  [SyncStatus.SYNC_STATUS_ORPHANED_CALCOM]: 'orphaned_calcom',
  [SyncStatus.SYNC_STATUS_VERIFICATION_PENDING]: 'verification_pending',
}

const ORIGIN: Partial<Record<Origin, string>> = {
  [Origin.ORIGIN_RETELL]: 'retell',
  [Origin.ORIGIN_ADMIN]: 'admin',
  [Origin.ORIGIN_API]: 'api',
  [Origin.ORIGIN_CALCOM]: 'calcom',
}

/** What is not certain is called pending: never a booking that is none. */
const statusOf = (appointment: Appointment): PresentedAppointment['status'] => STATUS[appointment.status] ?? 'pending'

/** An appointment as callers see it, in the zone it was booked in. No clock in it, so that a replay is the same to the byte. */
export function presentAppointment(appointment: Appointment, tenant: Tenant): PresentedAppointment {
  const zone = knownTimeZone(appointment.timeZone) ?? tenant.timeZone
  const [first] = appointment.segments
  const customer = appointment.customer
  const [startsAt, endsAt] = [isoIn(appointment.startMs, zone), isoIn(appointment.endMs, zone)]
  return {
    id: Number(appointment.id),
    uid: appointment.uid,
    appointment_id: Number(appointment.id),
    status: statusOf(appointment),
    sync_status: SYNC[appointment.syncStatus] ?? 'pending',
    origin: ORIGIN[appointment.origin] ?? 'system',
    service_id: Number(appointment.serviceId),
    service_name: appointment.serviceName,
    branch_id: appointment.branchId || null,
    staff_id: first?.staffId || null,
    staff_name: findStaff(tenant, first?.staffId ?? '')?.name ?? null,
    starts_at: startsAt,
    ends_at: endsAt,
    start_time: startsAt,
    end_time: endsAt,
    time_zone: zone,
    version: appointment.version,
    customer: customer ? { name: customer.name, email: customer.email || null, phone: customer.phone || null } : null,
    notes: appointment.notes || null,
    calcom_booking_uid: first?.calcomUid || null,
    segments: appointment.segments.map((segment) => presentSegment(segment, zone, statusOf(appointment))),
    cancellation_reason: appointment.cancellationReason || null,
    sync_problem: appointment.syncErrorCode || null,
    requires_manual_review: appointment.requiresManualReview,
    created_at: isoUtc(appointment.createdAtMs),
    updated_at: isoUtc(appointment.updatedAtMs),
  }
}

const presentSegment = (segment: Segment, zone: string, status: string) => ({
  index: segment.index,
  key: segment.key,
  staff_id: segment.staffId || null,
  booking_id: segment.calcomBookingId || null,
  starts_at: isoIn(segment.startMs, zone),
  ends_at: isoIn(segment.endMs, zone),
  status,
})
