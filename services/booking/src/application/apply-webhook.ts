import type { Clock, Ids } from '@calbridge/core'
import { applyFact } from '../domain/apply-fact.ts'
import type { RemoteBooking } from '../domain/appointment.ts'
import { bookRemote, type RemoteOffer } from '../domain/book-remote.ts'
import { type RemoteFact, remoteBooking } from '../domain/remote-fact.ts'
import type { AppointmentStore, ChangeSignal, Decide, RemoteStore } from './ports.ts'

export interface ApplyWebhookDeps {
  readonly store: Pick<AppointmentStore, 'create' | 'change'>
  readonly remotes: RemoteStore
  readonly changes: Pick<ChangeSignal, 'announce'>
  readonly clock: Clock
  readonly ids: Ids
  /** Whose service and staff an event type of Cal.com is; undefined when nobody's here. */
  readonly offerOf: (tenant: string, eventTypeId: string, hostId: number | undefined) => Omit<RemoteOffer, 'uid' | 'tenant'> | undefined
}

export type Applied = 'linked' | 'created' | 'parked' | 'unchanged' | 'unknown_event_type'

/**
 * Applies what Cal.com said, once however often and in whatever order it comes: the appointment is found by the booking's
 * uid, by the one it was moved from, or by our metadata; the state decides the rest under the row's lock.
 */
export async function applyWebhook(deps: ApplyWebhookDeps, tenant: string, fact: RemoteFact): Promise<Applied> {
  const uid = await find(deps, tenant, fact)
  if (uid) {
    const parked = await deps.remotes.parked(tenant, fact.uid)
    const done = await deps.store.change(tenant, uid, decide(deps, fact, parked))
    if (done?.changed) await deps.changes.announce(tenant, uid)
    if (done) return done.changed ? 'linked' : 'unchanged'
  }
  return bookOrPark(deps, tenant, fact)
}

async function find(
  { remotes }: ApplyWebhookDeps,
  tenant: string,
  { uid, rescheduleUid, metadata }: RemoteFact,
): Promise<string | undefined> {
  const known = await remotes.appointmentOf(tenant, rescheduleUid ? [uid, rescheduleUid] : [uid])
  if (known) return known
  // Metadata is a hint of the sender's; it counts only for this tenant's own appointment.
  return metadata.calbridge_tenant === tenant ? metadata.calbridge_appointment : undefined
}

const decide =
  ({ clock }: ApplyWebhookDeps, fact: RemoteFact, parked: RemoteBooking | undefined): Decide =>
  (current) => {
    const first = applyFact(current, fact, clock.now())
    if (!parked) return first
    const then = applyFact(first ? { appointment: first.next, claims: first.claims } : current, asFact(parked, fact), clock.now())
    // One transaction, one version: the second decision carries the first.
    return then ? { ...then, next: { ...then.next, version: current.appointment.version + 1 } } : first
  }

async function bookOrPark(deps: ApplyWebhookDeps, tenant: string, fact: RemoteFact): Promise<Applied> {
  const offer = fact.eventTypeId === undefined ? undefined : deps.offerOf(tenant, fact.eventTypeId, fact.hostId)
  if (!offer) return 'unknown_event_type'
  const parked = await deps.remotes.parked(tenant, fact.uid)
  // It is over already: what came before its end changes nothing any more.
  if (parked && parked.updatedAtMs > fact.atMs) return 'unchanged'
  const booked = bookRemote(fact, { ...offer, uid: deps.ids.next(), tenant }, deps.clock.now())
  if (booked) {
    await deps.store.create(booked)
    return 'created'
  }
  const remote = remoteBooking(fact)
  if (!remote) return 'unchanged'
  await deps.remotes.park(tenant, remote)
  return 'parked'
}

const asFact = (remote: RemoteBooking, { metadata, changeId }: RemoteFact): RemoteFact => ({
  trigger: remote.status === 'rejected' ? 'rejected' : 'cancelled',
  uid: remote.uid,
  startMs: remote.startMs,
  endMs: remote.endMs,
  atMs: remote.updatedAtMs,
  reason: remote.reason,
  metadata,
  changeId,
})
