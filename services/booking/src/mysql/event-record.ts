import { AppointmentEvent, type Claim as ClaimMessage, type EventSegment, recordKey, topics } from '@calbridge/contracts'
import type { OutboxRecord } from '@calbridge/mysql'
import { CLAIM_KIND, ORIGIN } from '../codes.ts'
import type { Appointment, Booked, Claim, Segment } from '../domain/appointment.ts'
import type { Change } from '../domain/change.ts'

export interface EventContext {
  readonly eventId: string
  readonly traceparent: string | undefined
}

/** The outbox's record of a change: what stood before, what stands after, and no personal data. */
export function eventRecord(before: Booked | undefined, change: Change, { eventId, traceparent = '' }: EventContext): OutboxRecord {
  const { next, event, claims } = change
  const message = AppointmentEvent.encode({
    meta: {
      id: eventId,
      changeId: event.changeId,
      origin: ORIGIN[event.origin],
      version: next.version,
      occurredAtMs: next.updatedAtMs,
      traceparent,
      tenant: next.tenant,
      appointmentUid: next.uid,
    },
    claimsBefore: (before?.claims ?? []).map((claim) => claimMessage(claim, next.uid, before?.appointment.version ?? 0)),
    claimsAfter: claims.map((claim) => claimMessage(claim, next.uid, next.version)),
    kind: kind(before?.appointment, change),
  }).finish()
  const headers = {
    id: eventId,
    type: `appointment.${event.kind}`,
    time: new Date(next.updatedAtMs).toISOString(),
    ...(traceparent && { traceparent }),
  }
  return { topic: topics.appointments.name, key: recordKey(next.tenant, next.uid), value: message, headers }
}

function kind(before: Appointment | undefined, { next, event }: Change): AppointmentEvent['kind'] {
  const segments = next.segments.map(segmentMessage)
  switch (event.kind) {
    case 'booked':
      return { $case: 'booked', value: { serviceId: next.serviceId, branchId: next.branchId, segments, degraded: false } }
    case 'rescheduled':
      return { $case: 'rescheduled', value: { before: (before?.segments ?? []).map(segmentMessage), after: segments } }
    case 'cancelled':
      return { $case: 'cancelled', value: { segments } }
    case 'sync_changed':
      return {
        $case: 'syncChanged',
        value: { syncStatus: next.syncStatus, segments, refused: event.refused ?? false, errorCode: next.syncErrorCode ?? '' },
      }
  }
}

const segmentMessage = (segment: Segment): EventSegment => ({
  index: segment.index,
  staffId: segment.staffId ?? '',
  eventTypeId: segment.eventTypeId,
  credentialId: segment.credentialId,
  startMs: segment.startMs,
  endMs: segment.endMs,
  calcomUid: segment.remoteUid ?? '',
})

const claimMessage = (claim: Claim, appointmentUid: string, version: number): ClaimMessage => ({
  resource: claim.resource,
  fromMs: claim.fromMs,
  toMs: claim.toMs,
  kind: CLAIM_KIND[claim.kind],
  expiresAtMs: claim.expiresAtMs ?? 0,
  appointmentUid,
  segmentIndex: claim.segmentIndex,
  version,
})
