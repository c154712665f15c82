import { AppError } from '@calbridge/core'
import type { Appointment, Attendee, Origin, Segment } from './appointment.ts'
import type { Change } from './change.ts'
import { claimsOf } from './claims.ts'

export interface NewAppointment {
  readonly uid: string
  readonly changeId: string
  readonly tenant: string
  readonly serviceId: string
  readonly branchId: string
  readonly segments: readonly Segment[]
  readonly attendee: Attendee
  readonly timeZone: string
  readonly origin: Origin
  readonly notes?: string | undefined
  readonly callId?: string | undefined
  readonly source?: string | undefined
  readonly answerId?: string | undefined
}

/** A new appointment, wanted here and not yet at Cal.com. */
export function book(wanted: NewAppointment, nowMs: number): Change {
  const { origin, ...rest } = wanted
  const next: Appointment = {
    ...rest,
    id: 0,
    status: 'pending',
    syncStatus: 'pending',
    syncOrigin: origin,
    changeOrigin: origin,
    version: 1,
    seenVersion: 1,
    remotes: [],
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    requiresManualReview: false,
    syncAttempts: 0,
  }
  return { next, claims: claimsOf(next), event: { kind: 'booked', origin, changeId: wanted.changeId }, fact: false }
}

export interface StartRules {
  readonly nowMs: number
  readonly minimumNoticeMin: number
  readonly horizonDays: number
}

/** Refuses a start that no calendar could honour, before anything is promised. */
export function checkStart(startMs: number, { nowMs, minimumNoticeMin, horizonDays }: StartRules): void {
  if (startMs <= nowMs) throw new AppError('invalid_argument', 'start must be in the future', { field: 'start', reason: 'past_time' })
  if (startMs < nowMs + minimumNoticeMin * 60_000)
    throw new AppError('failed_precondition', `this service must be booked at least ${minimumNoticeMin} minutes ahead`, {
      field: 'start',
      reason: 'booking_notice_violation',
    })
  if (startMs > nowMs + horizonDays * 86_400_000)
    throw new AppError('failed_precondition', `bookings are taken at most ${horizonDays} days ahead`, {
      field: 'start',
      reason: 'beyond_horizon',
    })
}
