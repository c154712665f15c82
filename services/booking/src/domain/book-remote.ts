import type { Appointment, RemoteBooking, Segment } from './appointment.ts'
import type { Change } from './change.ts'
import { claimsOf } from './claims.ts'
import { type RemoteFact, remember, remoteBooking } from './remote-fact.ts'
import { headOf, standsThere } from './remotes.ts'

export interface RemoteOffer {
  readonly uid: string
  readonly tenant: string
  readonly serviceId: string
  readonly branchId: string
  readonly segment: Omit<Segment, 'index' | 'startMs' | 'endMs' | 'remoteUid'>
  readonly timeZone: string
}

/**
 * An appointment that a customer made in Cal.com. It is a fact: it stands even where it overlaps. `alsoKnown` are facts that
 * came before it: it may be over already. Undefined for news of a booking's end; there is nothing to make of that alone.
 */
export function bookRemote(
  fact: RemoteFact,
  offer: RemoteOffer,
  nowMs: number,
  alsoKnown: readonly RemoteBooking[] = [],
): Change | undefined {
  const told = remoteBooking(fact)
  if (!told || !standsThere(told)) return undefined
  const remotes = remember(alsoKnown, fact)
  const head = headOf(remotes, fact.uid) ?? told
  const stands = standsThere(head)
  const next: Appointment = {
    uid: offer.uid,
    id: 0,
    tenant: offer.tenant,
    serviceId: offer.serviceId,
    branchId: offer.branchId,
    status: !stands ? 'cancelled' : head.status === 'pending' ? 'pending' : 'confirmed',
    syncStatus: 'synced',
    syncOrigin: 'calcom',
    changeOrigin: 'calcom',
    changeId: fact.changeId,
    version: 1,
    seenVersion: 1,
    segments: [{ ...offer.segment, index: 0, startMs: head.startMs, endMs: head.endMs, remoteUid: head.uid }],
    remotes,
    attendee: fact.attendee ?? { name: '' },
    timeZone: fact.timeZone ?? offer.timeZone,
    source: 'cal.com',
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    cancellationReason: stands ? undefined : head.reason,
    requiresManualReview: false,
    syncAttempts: 0,
  }
  const event = { kind: stands ? ('booked' as const) : ('cancelled' as const), origin: 'calcom' as const, changeId: fact.changeId }
  return { next, claims: claimsOf(next), event, fact: true }
}
