import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyFact } from './apply-fact.ts'
import { type Appointment, type Booked, isLive } from './appointment.ts'
import type { Change } from './change.ts'
import { claimsOf, newlyClaimed } from './claims.ts'
import { cancel, move } from './commands.ts'
import type { RemoteFact } from './remote-fact.ts'
import { isSettled, standsThere } from './remotes.ts'
import { applySyncResult } from './sync-result.ts'
import { decided, fact, MINUTE, NOW, newBooking, segment, TEN } from './testing.ts'

const startAt = (slot: number) => TEN + slot * 60 * MINUTE
const atTime = (slot: number) => ({ startMs: startAt(slot), endMs: startAt(slot) + 30 * MINUTE })

/** What Cal.com tells of a booking whose customer moves it `slots.length` times and may cancel it in the end. */
function story(slots: readonly number[], ending: 'stays' | 'cancelled' | 'rejected', metadata = {}): RemoteFact[] {
  const told = slots.map((slot, at) =>
    at === 0
      ? fact('created', 'u0', NOW + 1_000, { ...atTime(slot), metadata })
      : fact('rescheduled', `u${at}`, NOW + 1_000 * (at + 1), {
          ...atTime(slot),
          rescheduleUid: `u${at - 1}`,
          previousStartMs: startAt(slots[at - 1] ?? 0),
          metadata,
        }),
  )
  const last = slots.length - 1
  if (ending === 'stays') return told
  return [...told, fact(ending, `u${last}`, NOW + 60_000, { ...atTime(slots[last] ?? 0), reason: 'ill' })]
}

const stories = fc
  .tuple(fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }), fc.constantFrom('stays' as const, 'cancelled' as const, 'rejected' as const))
  .map(([slots, ending]) => story(slots, ending))

/** All facts at least once, some twice, in any order. */
const shuffled = (facts: readonly RemoteFact[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.array(fc.constantFrom(...facts), { maxLength: 3 }),
      fc.infiniteStream(fc.nat()),
    )
    .map(([all, again, places]) => again.reduce((list, one) => list.toSpliced((places.next().value ?? 0) % (list.length + 1), 0, one), all))

/** What must not depend on the order; the rest tells the way there. */
const isHeld = ({ remotes }: Appointment, uid: string | undefined) => remotes.some((remote) => remote.uid === uid && standsThere(remote))

const mayArrive = ({ syncStatus, changeOrigin }: Appointment, remoteUid: string | undefined) =>
  remoteUid === undefined && syncStatus !== 'synced' && changeOrigin !== 'calcom'

const essence = ({ appointment, claims }: Booked) => ({
  status: appointment.status,
  syncStatus: appointment.syncStatus,
  review: appointment.requiresManualReview,
  reason: appointment.cancellationReason,
  segments: appointment.segments.map(({ startMs, endMs, remoteUid }) => ({ startMs, endMs, remoteUid })),
  standing: appointment.remotes.filter(({ status }) => status === 'accepted').map(({ uid }) => uid),
  remotes: appointment.remotes
    .toSorted((a, b) => a.uid.localeCompare(b.uid))
    .map(({ uid, status, nextUid, updatedAtMs }) => ({ uid, status, nextUid, updatedAtMs })),
  claims,
})

const confirmed = (startMs: number): Booked => {
  const base = newBooking({ segments: [segment({ startMs, endMs: startMs + 30 * MINUTE })] })
  const remote = { uid: 'u0', status: 'accepted' as const, startMs, updatedAtMs: NOW + 900 }
  return decided(
    base,
    applySyncResult(base, { outcome: 'synced', changeId: 'change-1', segmentIndex: 0, remote, attemptCount: 1, nowMs: NOW }),
  )
}

it('ends in one state in whatever order, and however often, Cal.com’s facts come', () => {
  fc.assert(
    fc.property(
      stories.chain((facts) => fc.tuple(fc.constant(facts), shuffled(facts))),
      ([facts, order]) => {
        const start = confirmed(facts[0]!.startMs)
        const end = (list: readonly RemoteFact[]) => list.reduce((state, one) => decided(state, applyFact(state, one, NOW)), start)
        expect(essence(end(order))).toEqual(essence(end(facts)))
      },
    ),
    { numRuns: 400 },
  )
})

type Step = (current: Booked, at: number) => Change | undefined
const commanded = (at: number) => ({ changeId: `change-${at}`, origin: 'api', nowMs: NOW + at, expectedVersion: 0 }) as const
const attempted = <T>(decide: () => T): T | undefined => {
  try {
    return decide()
  } catch (error) {
    expect(error).toMatchObject({ code: 'failed_precondition' })
    return undefined
  }
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.nat(5).map(
    (slot): Step =>
      (current, at) =>
        attempted(() => move(current, startAt(slot), commanded(at))),
  ),
  fc.constant<Step>((current, at) => attempted(() => cancel(current, commanded(at)))),
  fc
    .record({
      outcome: fc.constantFrom('synced' as const, 'refused' as const, 'unknown' as const, 'manual_review' as const, 'retrying' as const),
      ofCurrent: fc.boolean(),
      uid: fc.option(fc.constantFrom('u0', 'u1', 'u2')),
      status: fc.constantFrom('accepted' as const, 'pending' as const, 'cancelled' as const),
      slot: fc.nat(5),
      second: fc.nat(60),
    })
    .map(
      ({ outcome, ofCurrent, uid, status, slot, second }): Step =>
        (current) =>
          applySyncResult(current, {
            outcome,
            changeId: ofCurrent ? current.appointment.changeId : 'another',
            segmentIndex: 0,
            ...(uid && { remote: { uid, status, startMs: startAt(slot), updatedAtMs: NOW + second * 1_000 } }),
            attemptCount: 1,
            nowMs: NOW,
          }),
    ),
  fc
    .record({
      trigger: fc.constantFrom(
        'created' as const,
        'requested' as const,
        'rescheduled' as const,
        'cancelled' as const,
        'rejected' as const,
        'not_come' as const,
      ),
      uid: fc.constantFrom('u0', 'u1', 'u2', 'u3'),
      from: fc.constantFrom('u0', 'u1', 'u2', undefined),
      slot: fc.nat(5),
      second: fc.nat(60),
    })
    .map(({ trigger, uid, from, slot, second }): Step => {
      const one = fact(trigger, uid, NOW + second * 1_000, { ...atTime(slot), ...(from && from < uid && { rescheduleUid: from }) })
      return (current) => applyFact(current, one, NOW)
    }),
)

it('keeps its invariants under any commands, results and facts', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 14 }), (list) => {
      let current = newBooking()
      for (const [at, step] of list.entries()) {
        const change = step(current, at)
        const next = decided(current, change)
        const { appointment, claims } = next
        expect(appointment.version).toBe(current.appointment.version + (change ? 1 : 0))
        // Who is live holds the wanted time, who is cancelled only what Cal.com has, or may have made of a request not answered yet.
        expect(claims).toEqual(claimsOf(appointment))
        const stillThere = appointment.segments.some(({ remoteUid }) => isHeld(appointment, remoteUid) || mayArrive(appointment, remoteUid))
        expect(claims.length > 0).toBe(isLive(appointment) || (appointment.status === 'cancelled' && stillThere))
        // A cancellation is never refused for want of time.
        if (change?.event.kind === 'cancelled' && !change.fact) expect(newlyClaimed(current.claims, claims)).toEqual([])
        for (const { startMs, endMs } of appointment.segments) {
          expect(endMs).toBeGreaterThan(startMs)
          if (isLive(appointment)) expect(claims.some((claim) => claim.fromMs <= startMs && claim.toMs >= endMs)).toBe(true)
        }
        // Never "in order" while it is not: booked here and not there, or the other way round.
        if (appointment.syncStatus === 'synced' && !['completed', 'no_show'].includes(appointment.status))
          expect(isSettled(appointment) || appointment.requiresManualReview).toBe(true)
        expect(new Set(appointment.remotes.map(({ uid }) => uid)).size).toBe(appointment.remotes.length)
        // The same again changes nothing.
        const again = step(next, at)
        expect(again, JSON.stringify({ change, again })).toBeUndefined()
        current = next
      }
    }),
    { numRuns: 1_000 },
  )
})
