import { describe, expect, it } from 'vitest'
import { applyFact } from './apply-fact.ts'
import { checkStart } from './book.ts'
import { cancel, move } from './commands.ts'
import { applySyncResult } from './sync-result.ts'
import { decided, fact, MINUTE, NOW, newBooking, segment, TEN } from './testing.ts'

const ELEVEN = TEN + 60 * MINUTE
const command = { changeId: 'change-2', origin: 'retell', nowMs: NOW, reason: 'ill', expectedVersion: 0 } as const

describe('move', () => {
  it('keeps lengths and gaps, and wants Cal.com to follow', () => {
    const parts = [segment(), segment({ index: 1, startMs: TEN + 45 * MINUTE, endMs: TEN + 60 * MINUTE })]
    const change = move(newBooking({ segments: parts }), ELEVEN, command)
    expect(change?.next.segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [ELEVEN, ELEVEN + 30 * MINUTE],
      [ELEVEN + 45 * MINUTE, ELEVEN + 60 * MINUTE],
    ])
    expect(change).toMatchObject({
      event: { kind: 'rescheduled', origin: 'retell', changeId: 'change-2' },
      next: { status: 'pending', syncStatus: 'pending', changeOrigin: 'retell', previousStartMs: TEN, version: 2 },
      fact: false,
    })
  })

  it('to where it stands changes nothing', () => expect(move(newBooking(), TEN, command)).toBeUndefined())

  it('is refused at another version than the caller saw', () => {
    const stale = { ...command, expectedVersion: 7 }
    expect(() => move(newBooking(), ELEVEN, stale)).toThrow(
      expect.objectContaining({ code: 'conflict', reason: 'version_conflict', field: 'version' }),
    )
  })

  it.each([
    { what: 'the link to its booking at Cal.com', expectedVersion: 2, passes: true },
    { what: 'its status', expectedVersion: 1, passes: false },
  ])('at a version after which nothing but $what has changed: passes $passes', ({ expectedVersion, passes }) => {
    const remote = { uid: 'u1', status: 'accepted' as const, startMs: TEN, updatedAtMs: NOW }
    const result = { outcome: 'synced' as const, changeId: 'change-1', segmentIndex: 0, remote, attemptCount: 1, nowMs: NOW }
    const confirmed = decided(newBooking(), applySyncResult(newBooking(), result))
    const echoed = decided(confirmed, applyFact(confirmed, fact('created', 'u1', NOW + 1_000), NOW))
    expect(echoed.appointment).toMatchObject({ version: 3, seenVersion: 2 })
    const moved = () => move(echoed, ELEVEN, { ...command, expectedVersion })
    if (passes) expect(moved()?.next).toMatchObject({ version: 4, seenVersion: 4 })
    else expect(moved).toThrow(expect.objectContaining({ reason: 'version_conflict' }))
  })

  it('is refused once it is cancelled', () => {
    expect(() => move(newBooking({ status: 'cancelled' }), ELEVEN, command)).toThrow(
      expect.objectContaining({ reason: 'already_cancelled' }),
    )
  })
})

describe('cancel', () => {
  it('wants Cal.com to follow, and keeps the time until then: the creation may be on its way there', () => {
    const change = cancel(newBooking(), command)
    expect(change).toMatchObject({
      claims: [{ fromMs: TEN }],
      event: { kind: 'cancelled', origin: 'retell', changeId: 'change-2' },
      next: { status: 'cancelled', syncStatus: 'pending', cancellationReason: 'ill', changeOrigin: 'retell' },
    })
  })

  it('twice changes nothing, at whatever version', () => {
    expect(cancel(newBooking({ status: 'cancelled' }), { ...command, expectedVersion: 7 })).toBeUndefined()
  })

  it('is refused when the appointment is over: Cal.com refuses it too', () => {
    const late = { ...command, nowMs: TEN + 30 * MINUTE }
    expect(() => cancel(newBooking(), late)).toThrow(expect.objectContaining({ reason: 'already_over' }))
  })
})

describe('a start', () => {
  const rules = { nowMs: NOW, minimumNoticeMin: 60, horizonDays: 30 }
  it.each([
    ['in the past', NOW, 'past_time'],
    ['sooner than the notice', NOW + 59 * MINUTE, 'booking_notice_violation'],
    ['beyond the horizon', NOW + 31 * 1_440 * MINUTE, 'beyond_horizon'],
  ])('%s is refused with its reason', (_, startMs, reason) => {
    expect(() => checkStart(startMs, rules)).toThrow(expect.objectContaining({ reason, field: 'start' }))
  })

  it('at the notice is taken', () => expect(() => checkStart(NOW + 60 * MINUTE, rules)).not.toThrow())
})
