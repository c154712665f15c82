import type { Appointment } from '../domain/appointment.ts'
import type { Change } from '../domain/change.ts'

/**
 * The old tables' account of when something became so, and by whom. Each is written once, when it happens: a later change of
 * something else leaves it alone.
 */
export function milestones(before: Appointment | undefined, { next, event }: Change): Record<string, unknown> {
  const at = new Date(next.updatedAtMs)
  const by = event.origin
  const isOurs = next.changeOrigin !== 'calcom' && before?.changeId !== next.changeId
  const became = (is: (appointment: Appointment) => boolean): boolean => is(next) && !(before && is(before))
  return {
    ...(isOurs && { sync_initiated_at: at, sync_verified_at: null }),
    ...(became(({ syncStatus }) => syncStatus === 'synced') && { sync_verified_at: at }),
    ...(before && next.syncAttempts > before.syncAttempts && { last_sync_attempt_at: at }),
    ...(became(({ requiresManualReview }) => requiresManualReview) && { manual_review_flagged_at: at }),
    ...(!next.requiresManualReview && { manual_review_flagged_at: null }),
    ...(became(({ status }) => status === 'cancelled') && {
      cancelled_at: at,
      cancelled_by: by === 'calcom' ? 'customer' : by,
      cancellation_source: sourceOf(by),
    }),
    ...(next.status !== 'cancelled' && { cancelled_at: null, cancelled_by: null, cancellation_source: null }),
    ...(event.kind === 'rescheduled' && {
      rescheduled_at: at,
      rescheduled_by: by === 'calcom' ? 'customer' : by,
      reschedule_source: sourceOf(by),
    }),
    last_modified_at: at,
    last_modified_by: by,
  }
}

const sourceOf = (origin: Appointment['changeOrigin']): string => (origin === 'calcom' ? 'calcom_webhook' : origin)
