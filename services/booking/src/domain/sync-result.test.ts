import { describe, expect, it } from 'vitest'
import { applyFact } from './apply-fact.ts'
import type { Booked } from './appointment.ts'
import { cancel, move } from './commands.ts'
import { applySyncResult, type SyncResult } from './sync-result.ts'
import { decided, fact, MINUTE, NOW, newBooking, TEN } from './testing.ts'

const ELEVEN = TEN + 60 * MINUTE
const at = (second: number) => NOW + second * 1_000
const command = { changeId: 'change-2', origin: 'api', nowMs: NOW, expectedVersion: 0 } as const
const result = (differs: Partial<SyncResult> = {}): SyncResult => ({
  outcome: 'synced',
  changeId: 'change-1',
  segmentIndex: 0,
  attemptCount: 1,
  nowMs: NOW,
  ...differs,
})
const booking = (uid: string, startMs = TEN, differs = {}) => ({
  uid,
  status: 'accepted' as const,
  startMs,
  updatedAtMs: at(2),
  ...differs,
})
const told = (current: Booked, differs: Partial<SyncResult>) => decided(current, applySyncResult(current, result(differs)))
const confirmed = () => told(newBooking(), { remote: booking('u1') })
const moving = () => {
  const current = confirmed()
  return decided(current, move(current, ELEVEN, command))
}
const slotTaken = { outcome: 'refused', errorCode: 'slot_taken' } as const

describe('a booking that Cal.com has', () => {
  it('is confirmed, and told again changes nothing', () => {
    const current = confirmed()
    expect(current.appointment).toMatchObject({ status: 'confirmed', syncStatus: 'synced', segments: [{ remoteUid: 'u1' }] })
    expect(current.claims).toMatchObject([{ kind: 'confirmed' }])
    expect(applySyncResult(current, result({ remote: booking('u1') }))).toBeUndefined()
  })

  it('stays pending while its host has yet to agree, whether the answer or the webhook comes first', () => {
    const pending = { remote: booking('u1', TEN, { status: 'pending' }) }
    const requested = fact('requested', 'u1', at(1))
    const answered = told(newBooking(), pending)
    const both = decided(answered, applyFact(answered, requested, NOW))
    const echoed = decided(newBooking(), applyFact(newBooking(), requested, NOW))
    for (const { appointment } of [answered, both, told(echoed, pending)])
      expect(appointment).toMatchObject({ status: 'pending', syncStatus: 'synced' })
  })

  it('counts as old when it comes without Cal.com’s time, so that every fact with one is believed', () => {
    const current = told(newBooking(), { remote: { uid: 'u1', status: 'accepted' } })
    expect(current.appointment.status).toBe('confirmed')
    expect(applyFact(current, fact('cancelled', 'u1', at(-3_600)), NOW)?.next.status).toBe('cancelled')
  })

  it('that was believed refused is taken back to life', () => {
    const failed = told(newBooking(), slotTaken)
    const echoed = applyFact(failed, fact('created', 'u1', at(3)), NOW)
    expect(echoed).toMatchObject({
      event: { kind: 'booked', origin: 'calcom' },
      next: { status: 'confirmed', syncStatus: 'synced' },
      fact: true,
    })
    expect(echoed?.claims).toHaveLength(1)
  })

  it('and nobody wants any more goes to a human: nobody else would cancel it there', () => {
    const cancelled = decided(newBooking(), cancel(newBooking(), command))
    const agreed = told(cancelled, { changeId: 'change-2' })
    expect(agreed.appointment).toMatchObject({ status: 'cancelled', syncStatus: 'synced' })
    const late = applyFact(agreed, fact('created', 'u1', at(5)), NOW)
    expect(late?.next).toMatchObject({ status: 'cancelled', syncStatus: 'orphaned_calcom', requiresManualReview: true })
    const gone = late && applyFact(decided(agreed, late), fact('cancelled', 'u1', at(9)), NOW)
    expect(gone?.next).toMatchObject({ status: 'cancelled', syncStatus: 'synced', requiresManualReview: false })
  })
})

describe('a move', () => {
  it('that Cal.com did frees the old time and chains the bookings', () => {
    const moved = told(moving(), { changeId: 'change-2', remote: booking('u2', ELEVEN, { updatedAtMs: at(9) }) })
    expect(moved.claims).toMatchObject([{ fromMs: ELEVEN, kind: 'confirmed' }])
    expect(moved.appointment.remotes).toMatchObject([
      { uid: 'u1', status: 'cancelled', nextUid: 'u2', startMs: TEN },
      { uid: 'u2', status: 'accepted', previousUid: 'u1' },
    ])
  })

  it('that Cal.com refuses goes back to the old time', () => {
    const refused = told(moving(), { ...slotTaken, changeId: 'change-2' })
    expect(refused.appointment).toMatchObject({ status: 'confirmed', syncStatus: 'synced', syncErrorCode: 'slot_taken' })
    expect(refused.claims).toMatchObject([{ fromMs: TEN, kind: 'confirmed' }])
  })

  it('is not judged by an older attempt, whose booking still counts', () => {
    const pending = newBooking()
    const moved = decided(pending, move(pending, ELEVEN, command))
    expect(applySyncResult(moved, result(slotTaken))).toBeUndefined()
    const late = told(moved, { remote: booking('u1') })
    expect(late.appointment).toMatchObject({ status: 'pending', syncStatus: 'pending', segments: [{ startMs: ELEVEN, remoteUid: 'u1' }] })
    expect(late.claims).toHaveLength(2)
  })
})

describe('an attempt', () => {
  it('that is refused fails the booking and frees its time', () => {
    const change = applySyncResult(newBooking(), result(slotTaken))
    expect(change).toMatchObject({ next: { status: 'failed', syncStatus: 'failed' }, claims: [], event: { refused: true } })
  })

  it('without an answer is a state of its own, and a retry keeps the claim', () => {
    expect(told(newBooking(), { outcome: 'unknown' }).appointment).toMatchObject({ status: 'pending', syncStatus: 'verification_pending' })
    const retrying = told(newBooking(), { outcome: 'retrying', errorCode: 'HTTP_503', attemptCount: 2, jobId: 'job-1' })
    expect(retrying.appointment).toMatchObject({ syncStatus: 'pending', syncErrorCode: 'HTTP_503', syncAttempts: 2, syncJobId: 'job-1' })
    expect(retrying.claims).toHaveLength(1)
  })

  it('that needs a human keeps the claim', () => {
    const review = told(newBooking(), { outcome: 'manual_review', errorCode: 'unknown_outcome' })
    expect(review.appointment).toMatchObject({ status: 'pending', syncStatus: 'failed', requiresManualReview: true })
    expect(review.claims).toHaveLength(1)
    expect(told(review, { remote: booking('u1') }).appointment).toMatchObject({ requiresManualReview: false, syncStatus: 'synced' })
  })

  it('to cancel that is refused goes to a human, and the appointment stays cancelled', () => {
    const current = confirmed()
    const cancelled = decided(current, cancel(current, command))
    const refused = told(cancelled, { outcome: 'refused', errorCode: 'invalid', changeId: 'change-2' })
    expect(refused.appointment).toMatchObject({ status: 'cancelled', syncStatus: 'failed', requiresManualReview: true })
  })
})
