import {
  type Appointment,
  AppointmentStatus,
  type Origin,
  Origin as Origins,
  type Segment,
  type SyncPlan,
  SyncStatus,
} from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Plan, PlanSegment } from '../domain/plan.ts'

const WANTED: Partial<Record<AppointmentStatus, Plan['wanted']>> = {
  [AppointmentStatus.APPOINTMENT_STATUS_PENDING]: 'live',
  [AppointmentStatus.APPOINTMENT_STATUS_CONFIRMED]: 'live',
  [AppointmentStatus.APPOINTMENT_STATUS_CANCELLED]: 'gone',
  [AppointmentStatus.APPOINTMENT_STATUS_FAILED]: 'gone',
}

const ORIGIN: Partial<Record<Origin, string>> = {
  [Origins.ORIGIN_RETELL]: 'retell',
  [Origins.ORIGIN_ADMIN]: 'admin',
  [Origins.ORIGIN_API]: 'api',
  [Origins.ORIGIN_SYSTEM]: 'system',
  [Origins.ORIGIN_CALCOM]: 'calcom',
}

/** Booking's answer as a plan. A status of a later schema is left as it is at Cal.com. */
export function planOf({ appointment, ...plan }: SyncPlan): Plan {
  if (!appointment) throw new AppError('internal', 'a plan without its appointment', { reason: 'empty_plan' })
  return {
    tenant: appointment.tenant,
    appointmentUid: appointment.uid,
    appointmentId: appointment.id,
    version: appointment.version,
    changeId: plan.changeId,
    wanted: WANTED[appointment.status] ?? 'as_it_is',
    synced: appointment.syncStatus === SyncStatus.SYNC_STATUS_SYNCED,
    failed: appointment.status === AppointmentStatus.APPOINTMENT_STATUS_FAILED,
    segments: appointment.segments.map(segmentOf),
    attendee: attendeeOf(appointment, plan.attendeeEmail),
    notes: appointment.notes,
    reason: plan.reason,
    callId: plan.callId,
    origin: ORIGIN[plan.changeOrigin] ?? 'system',
  }
}

const segmentOf = (segment: Segment): PlanSegment => ({
  index: segment.index,
  eventTypeId: Number(segment.eventTypeId),
  credentialId: segment.credentialId,
  startMs: segment.startMs,
  endMs: segment.endMs,
  uid: segment.calcomUid,
  previousUid: segment.calcomPreviousUid,
  bookingId: segment.calcomBookingId,
  status: segment.calcomStatus,
  remoteStartMs: segment.calcomStartMs || undefined,
})

const attendeeOf = ({ customer, timeZone }: Appointment, email: string): Plan['attendee'] => ({
  name: customer?.name || 'Kunde',
  email,
  phone: customer?.phone ?? '',
  timeZone: customer?.timeZone || timeZone,
  language: customer?.language || 'de',
})
