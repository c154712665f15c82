import { AppError, type Clock, type Ids } from '@calbridge/core'
import { keptOf } from '../domain/absorb.ts'
import { applyFact } from '../domain/apply-fact.ts'
import { bookRemote, type RemoteOffer } from '../domain/book-remote.ts'
import { type RemoteFact, remember } from '../domain/remote-fact.ts'
import { type AppointmentStore, type ChangeSignal, Overtaken, type RemoteStore } from './ports.ts'

export interface ApplyWebhookDeps {
  readonly store: Pick<AppointmentStore, 'create' | 'change' | 'merge' | 'get'>
  readonly remotes: RemoteStore
  readonly changes: Pick<ChangeSignal, 'announce'>
  readonly clock: Clock
  readonly ids: Ids
  /** Whose service and staff an event type of Cal.com is; undefined when nobody's here. */
  readonly offerOf: (tenant: string, eventTypeId: string, hostId: number | undefined) => Omit<RemoteOffer, 'uid' | 'tenant'> | undefined
}

export type Applied = 'linked' | 'merged' | 'created' | 'parked' | 'unchanged' | 'unknown_event_type'

// Each look is overtaken by at most one other event of the same few bookings.
const MOST_LOOKS = 8

/**
 * Applies what Cal.com said, once however often and in whatever order it comes: the appointment is found by the booking's
 * uid, by the one it was moved from, or by our metadata; the state decides the rest under the row's lock.
 */
export async function applyWebhook(deps: ApplyWebhookDeps, tenant: string, fact: RemoteFact): Promise<Applied> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
    try {
      return await applyOnce(deps, tenant, fact)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
    }
  }
  throw new AppError('unavailable', 'too many changes of one booking at once', { reason: 'booking_contended', retryAfterMs: 200 })
}

async function applyOnce(deps: ApplyWebhookDeps, tenant: string, fact: RemoteFact): Promise<Applied> {
  const uids = fact.rescheduleUid ? [fact.uid, fact.rescheduleUid] : [fact.uid]
  const [uid, other] = await appointmentsOf(deps, tenant, fact, uids)
  if (uid && other) return join(deps, tenant, fact, [uid, other])
  const parked = await deps.remotes.parked(tenant, uids)
  if (uid) {
    const done = await deps.store.change(tenant, uid, (current) => applyFact(current, fact, deps.clock.now(), parked))
    if (done?.changed) await deps.changes.announce(tenant, uid)
    if (done) return done.changed ? 'linked' : 'unchanged'
  }
  const told = remember([], fact)
  const offer = fact.eventTypeId === undefined ? undefined : deps.offerOf(tenant, fact.eventTypeId, fact.hostId)
  if (told.length === 0 || !offer) return told.length > 0 ? 'unknown_event_type' : 'unchanged'
  const booked = bookRemote(fact, { ...offer, uid: deps.ids.next(), tenant }, deps.clock.now(), parked)
  if (booked) await deps.store.create(booked)
  else await deps.remotes.park(tenant, told)
  return booked ? 'created' : 'parked'
}

/** The booking's own appointment, the one that it was moved from, the one that our metadata names; they should be one. */
async function appointmentsOf({ remotes, store }: ApplyWebhookDeps, tenant: string, fact: RemoteFact, uids: string[]): Promise<string[]> {
  const owners = await remotes.ownersOf(tenant, uids)
  const meant = named(tenant, fact)
  if (!meant || owners.includes(meant)) return owners
  return owners.length === 0 || (await store.get(tenant, meant)) ? [...owners, meant] : owners
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The appointment that our metadata names. Whoever books in Cal.com can write such metadata, so it counts only for this
 * tenant, and only as the uid, which cannot be guessed.
 */
const named = (tenant: string, { metadata }: RemoteFact): string | undefined =>
  metadata.calbridge_tenant === tenant && UUID.test(metadata.calbridge_appointment ?? '') ? metadata.calbridge_appointment : undefined

/** A move connects two chains that were two appointments so far, because its news came after those of a later one. */
async function join(deps: ApplyWebhookDeps, tenant: string, fact: RemoteFact, owners: readonly [string, string]): Promise<Applied> {
  const { store, clock, changes } = deps
  const [one, other] = await Promise.all(owners.map((uid) => store.get(tenant, uid)))
  if (!one || !other) throw new Overtaken(undefined)
  const pair = keptOf(one, other)
  if (!pair) {
    // Two that were made here: each keeps its own booking.
    const done = await store.change(tenant, one.uid, (current) => applyFact(current, { ...fact, rescheduleUid: undefined }, clock.now()))
    return done?.changed ? 'linked' : 'unchanged'
  }
  const merged = await store.merge(tenant, pair.kept.uid, pair.gone.uid, (kept, gone) => applyFact(kept, fact, clock.now(), gone.remotes))
  if (!merged) throw new Overtaken(undefined)
  await changes.announce(tenant, pair.kept.uid)
  return 'merged'
}
