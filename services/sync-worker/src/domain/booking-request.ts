import type { Plan, PlanSegment } from './plan.ts'

const E164 = /^\+[1-9]\d{6,14}$/
const MAX_VALUE = 500

/** What tells our bookings from all others at Cal.com; strings only, at most 500 characters. */
export function metadataOf(plan: Plan, segment: PlanSegment): Record<string, string> {
  const values = {
    calbridge_appointment: plan.appointmentUid,
    calbridge_change: plan.changeId,
    calbridge_tenant: plan.tenant,
    calbridge_segment: String(segment.index),
    crm_appointment_id: plan.appointmentId,
    sync_origin: plan.origin,
    ...(plan.callId !== '' && { call_id: plan.callId }),
  }
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.slice(0, MAX_VALUE)]))
}

/** INC-29: Cal.com refuses a booking for a phone number that it can't read, so only a good one goes along. */
export const phoneOf = (phone: string): string | undefined => (E164.test(phone) ? phone : undefined)

/** Cal.com refuses a cancellation by the host's key without a reason. */
export const reasonOf = (plan: Plan, fallback: string): string => plan.reason.trim() || fallback

export interface MarkedBooking {
  readonly metadata: Readonly<Record<string, string>>
}

/** Is it a booking for this part of this appointment? Its metadata say so, nothing else does (INC-18). */
export const isOurs = ({ metadata }: MarkedBooking, plan: Plan, segmentIndex: number): boolean =>
  metadata.calbridge_appointment === plan.appointmentUid &&
  (metadata.calbridge_tenant ?? plan.tenant) === plan.tenant &&
  (metadata.calbridge_segment ?? '0') === String(segmentIndex)
