import { expect, it } from 'vitest'
import { applyFact } from './apply-fact.ts'
import type { Booked } from './appointment.ts'
import { bookRemote } from './book-remote.ts'
import { cancel, move } from './commands.ts'
import { applySyncResult } from './sync-result.ts'
import { decided, fact, MINUTE, NOW, newBooking, segment, TEN } from './testing.ts'

const ELEVEN = TEN + 60 * MINUTE
const at = (second: number) => NOW + second * 1_000
const command = { changeId: 'change-2', origin: 'api', nowMs: NOW, expectedVersion: 0 } as const
const apply = (current: Booked, ...facts: ReturnType<typeof fact>[]) =>
  facts.reduce((state, one) => decided(state, applyFact(state, one, NOW)), current)
const synced = (current: Booked, uid: string, startMs = TEN, changeId = 'change-1') =>
  decided(
    current,
    applySyncResult(current, {
      outcome: 'synced',
      changeId,
      segmentIndex: 0,
      remote: { uid, status: 'accepted', startMs, updatedAtMs: at(2) },
      attemptCount: 1,
      nowMs: NOW,
    }),
  )

it('links the echo of our own booking, even before its answer, and then the answer changes nothing but is known', () => {
  const echoed = apply(newBooking(), fact('created', 'u1', at(1)))
  expect(echoed.appointment).toMatchObject({ status: 'confirmed', syncStatus: 'synced', changeOrigin: 'api', changeId: 'change-1' })
  const answered = synced(echoed, 'u1')
  expect(answered.appointment).toMatchObject({ status: 'confirmed', syncStatus: 'synced' })
  expect(answered.appointment.remotes).toHaveLength(1)
})

it('changes nothing when a fact comes twice', () => {
  const created = fact('created', 'u1', at(1))
  const once = apply(newBooking(), created)
  expect(applyFact(once, created, NOW)).toBeUndefined()
})

it('cancels when Cal.com cancels, by an origin that is never sent back, and frees the time', () => {
  const current = apply(newBooking(), fact('created', 'u1', at(1)))
  const change = applyFact(current, fact('cancelled', 'u1', at(9), { reason: 'ill' }), NOW)
  expect(change?.event).toMatchObject({ kind: 'cancelled', origin: 'calcom' })
  expect(change?.next).toMatchObject({ status: 'cancelled', syncStatus: 'synced', cancellationReason: 'ill', changeOrigin: 'calcom' })
  expect(change?.claims).toEqual([])
})

it('does not revive by a CREATED that is older than the cancellation', () => {
  const cancelled = apply(newBooking(), fact('created', 'u1', at(1)), fact('cancelled', 'u1', at(9)))
  expect(applyFact(cancelled, fact('created', 'u1', at(1)), NOW)).toBeUndefined()
})

it('revives by a CREATED that is newer: nothing at Cal.com is terminal', () => {
  const cancelled = apply(newBooking(), fact('created', 'u1', at(1)), fact('cancelled', 'u1', at(9)))
  const revived = applyFact(cancelled, fact('created', 'u1', at(20)), NOW)
  expect(revived?.next).toMatchObject({ status: 'confirmed', syncStatus: 'synced' })
  expect(revived?.claims).toHaveLength(1)
})

it('takes over a move made at Cal.com, with its new uid', () => {
  const current = apply(newBooking(), fact('created', 'u1', at(1)))
  const moved = applyFact(
    current,
    fact('rescheduled', 'u2', at(5), { rescheduleUid: 'u1', startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE }),
    NOW,
  )
  expect(moved?.event).toMatchObject({ kind: 'rescheduled', origin: 'calcom' })
  expect(moved?.next.segments[0]).toMatchObject({ startMs: ELEVEN, remoteUid: 'u2' })
  expect(moved?.claims).toMatchObject([{ fromMs: ELEVEN }])
})

it('keeps the old time claimed until Cal.com has the new one, and the echo of the move settles it', () => {
  const confirmed = synced(newBooking(), 'u1')
  const moving = decided(confirmed, move(confirmed, ELEVEN, command))
  expect(moving.claims.map(({ fromMs }) => fromMs).sort()).toEqual([TEN, ELEVEN])
  const echoed = apply(moving, fact('rescheduled', 'u2', at(9), { rescheduleUid: 'u1', startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE }))
  expect(echoed.appointment).toMatchObject({ status: 'confirmed', syncStatus: 'synced', changeId: 'change-2', changeOrigin: 'api' })
  expect(echoed.claims).toMatchObject([{ fromMs: ELEVEN }])
})

it('goes on cancelling when the echo of the booking comes after the wish to cancel', () => {
  const pending = newBooking()
  const cancelled = decided(pending, cancel(pending, command))
  const echoed = apply(cancelled, fact('created', 'u1', at(1)))
  expect(echoed.appointment).toMatchObject({ status: 'cancelled', syncStatus: 'pending', segments: [{ remoteUid: 'u1' }] })
  expect(apply(echoed, fact('cancelled', 'u1', at(3))).appointment).toMatchObject({ status: 'cancelled', syncStatus: 'synced' })
})

it('shows two live bookings of one appointment to a human', () => {
  const confirmed = synced(newBooking(), 'u1')
  const forked = apply(confirmed, fact('created', 'u9', at(9)))
  expect(forked.appointment).toMatchObject({ requiresManualReview: true, syncErrorCode: 'forked_booking' })
})

const permutations = <T>(list: T[]): T[][] =>
  list.length <= 1 ? [list] : list.flatMap((one, i) => permutations(list.toSpliced(i, 1)).map((rest) => [one, ...rest]))

it.each(permutations([0, 1, 2]).map((order) => ({ order })))('ends in the same state in the order $order', ({ order }) => {
  const facts = [
    fact('created', 'u1', at(1)),
    fact('rescheduled', 'u2', at(5), { rescheduleUid: 'u1', startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE }),
    fact('cancelled', 'u2', at(9), { startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE }),
  ]
  const end = apply(synced(newBooking(), 'u1'), ...order.map((i) => facts[i]!))
  expect(end.appointment.status).toBe('cancelled')
  expect(end.claims).toEqual([])
})

it('makes an appointment of a booking made in Cal.com, confirmed and never sent back', () => {
  const { index: _i, startMs: _s, endMs: _e, ...rest } = segment()
  const booked = bookRemote(
    fact('created', 'u5', at(1), { attendee: { name: 'Eva' } }),
    { uid: 'a-5', tenant: '1', serviceId: '7', branchId: 'b', segment: rest, timeZone: 'UTC' },
    NOW,
  )
  expect(booked).toMatchObject({
    event: { kind: 'booked', origin: 'calcom' },
    fact: true,
    next: { status: 'confirmed', syncStatus: 'synced', syncOrigin: 'calcom' },
  })
})
