import type { Appointment, Segment } from './appointment.ts'
import type { Change } from './change.ts'
import { claimsOf } from './claims.ts'
import { movedAway, type RemoteFact, remoteBooking, standsThere } from './remote-fact.ts'

export interface RemoteOffer {
  readonly uid: string
  readonly tenant: string
  readonly serviceId: string
  readonly branchId: string
  readonly segment: Omit<Segment, 'index' | 'startMs' | 'endMs' | 'remoteUid'>
  readonly timeZone: string
}

/** An appointment that a customer made in Cal.com. It is a fact: it stands even where it overlaps. */
export function bookRemote(fact: RemoteFact, offer: RemoteOffer, nowMs: number): Change | undefined {
  const remote = remoteBooking(fact)
  if (!remote || !standsThere(remote)) return undefined
  const left = movedAway(fact)
  const next: Appointment = {
    uid: offer.uid,
    id: 0,
    tenant: offer.tenant,
    serviceId: offer.serviceId,
    branchId: offer.branchId,
    status: remote.status === 'pending' ? 'pending' : 'confirmed',
    syncStatus: 'synced',
    syncOrigin: 'calcom',
    changeOrigin: 'calcom',
    changeId: fact.changeId,
    version: 1,
    segments: [{ ...offer.segment, index: 0, startMs: fact.startMs, endMs: fact.endMs, remoteUid: fact.uid }],
    remotes: left ? [left, remote] : [remote],
    attendee: fact.attendee ?? { name: '' },
    timeZone: fact.timeZone ?? offer.timeZone,
    source: 'cal.com',
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    requiresManualReview: false,
    syncAttempts: 0,
  }
  return { next, claims: claimsOf(next), event: { kind: 'booked', origin: 'calcom', changeId: fact.changeId }, fact: true }
}
