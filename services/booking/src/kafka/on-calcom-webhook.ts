import type { CalcomWebhook } from '@calbridge/contracts'
import type { Clock, Ids, Log } from '@calbridge/core'
import { type ApplyWebhookDeps, applyWebhook } from '../application/apply-webhook.ts'
import type { RemoteFact, Trigger } from '../domain/remote-fact.ts'
import { metrics } from '../metrics.ts'

// What changes an appointment. Other triggers are kept by webhook-ingest and mean nothing here.
const TRIGGER: Readonly<Record<string, Trigger>> = {
  BOOKING_CREATED: 'created',
  BOOKING_REQUESTED: 'requested',
  BOOKING_RESCHEDULED: 'rescheduled',
  BOOKING_CANCELLED: 'cancelled',
  BOOKING_REJECTED: 'rejected',
  BOOKING_NO_SHOW_UPDATED: 'not_come',
}

// Safe to repeat: decided by state under the appointment's row lock, and by which fact is the newer one.
export const onCalcomWebhook =
  (deps: ApplyWebhookDeps & { clock: Clock; ids: Ids; log: Log }) =>
  async (webhook: CalcomWebhook): Promise<void> => {
    const trigger = TRIGGER[webhook.trigger]
    if (!trigger || !webhook.uid) return
    const outcome = await applyWebhook(deps, webhook.tenant, factOf(webhook, trigger, deps.ids.next()))
    metrics.webhookApplied(webhook.trigger, outcome, deps.clock.now() - webhook.receivedAtMs)
    deps.log.info({ event_id: webhook.eventId, tenant: webhook.tenant, trigger: webhook.trigger, outcome }, 'Cal.com webhook applied')
  }

function factOf(webhook: CalcomWebhook, trigger: Trigger, changeId: string): RemoteFact {
  const [attendee] = webhook.attendees
  return {
    trigger: trigger === 'rescheduled' && webhook.status === 'PENDING' ? 'requested' : trigger,
    uid: webhook.uid,
    bookingId: webhook.bookingId || undefined,
    rescheduleUid: webhook.rescheduleUid || undefined,
    startMs: webhook.startMs,
    endMs: webhook.endMs,
    atMs: webhook.createdAtMs || webhook.receivedAtMs,
    eventTypeId: webhook.eventTypeId || undefined,
    hostId: webhook.organizerId || undefined,
    reason: webhook.reason || undefined,
    attendee: attendee && {
      name: attendee.name.slice(0, 255),
      email: attendee.email.toLowerCase() || undefined,
      phone: attendee.phone.slice(0, 32) || undefined,
      language: attendee.language.slice(0, 10) || undefined,
    },
    timeZone: attendee?.timeZone || undefined,
    metadata: webhook.metadata,
    changeId,
  }
}
