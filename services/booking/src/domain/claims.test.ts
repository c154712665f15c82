import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Appointment, Claim, RemoteBooking } from './appointment.ts'
import { claimsOf, fits, newlyClaimed, resourcesOf } from './claims.ts'
import { MINUTE, newBooking, segment, TEN } from './testing.ts'

const ELEVEN = TEN + 60 * MINUTE
const remoteAt = (startMs: number, status: RemoteBooking['status'] = 'accepted'): RemoteBooking => ({
  uid: 'u1',
  status,
  startMs,
  endMs: startMs + 30 * MINUTE,
  updatedAtMs: 1,
})
const claim = (fromMs: number, toMs: number, differs: Partial<Claim> = {}): Claim => ({
  resource: 'staff:anna',
  capacity: 1,
  fromMs,
  toMs,
  kind: 'pending',
  segmentIndex: 0,
  ...differs,
})

describe('claims', () => {
  it('are the wanted time with its buffers', () => {
    const { claims } = newBooking({ segments: [segment({ bufferBeforeMin: 5, bufferAfterMin: 10 })] })
    expect(claims).toEqual([claim(TEN - 5 * MINUTE, TEN + 40 * MINUTE)])
  })

  it('are none once the appointment is over or failed', () => {
    for (const status of ['failed', 'completed', 'no_show'] as const) expect(newBooking({ status }).claims).toEqual([])
  })

  // Whoever got the time earlier would be refused at Cal.com.
  it.each<[string, Partial<Appointment>, RemoteBooking | undefined, [number, Claim['kind']][]]>([
    ['what was sent may have made it there', {}, undefined, [[TEN, 'pending']]],
    ['nobody knows whether it came there', { syncStatus: 'verification_pending' }, undefined, [[TEN, 'pending']]],
    ['a human must look whether it came there', { syncStatus: 'failed' }, undefined, [[TEN, 'pending']]],
    ['it never came there', { syncStatus: 'synced' }, undefined, []],
    ['it stands there', {}, remoteAt(TEN), [[TEN, 'confirmed']]],
    ['it stands there, for a human to look at', { syncStatus: 'orphaned_calcom' }, remoteAt(TEN), [[TEN, 'confirmed']]],
    ['it is gone there', {}, remoteAt(TEN, 'cancelled'), []],
    [
      'a move of it may have arrived there',
      {},
      remoteAt(ELEVEN),
      [
        [TEN, 'pending'],
        [ELEVEN, 'confirmed'],
      ],
    ],
    [
      'it was moved before it was there',
      { previousStartMs: ELEVEN },
      undefined,
      [
        [TEN, 'pending'],
        [ELEVEN, 'pending'],
      ],
    ],
    ['Cal.com cancelled it', { changeOrigin: 'calcom' }, remoteAt(TEN, 'cancelled'), []],
  ])('of a cancelled one, while %s, are what Cal.com has or may come to have', (_, differs, remote, kept) => {
    const segments = [segment({ remoteUid: remote?.uid })]
    const { claims } = newBooking({ status: 'cancelled', segments, remotes: remote ? [remote] : [], ...differs })
    expect(claims.map(({ fromMs, kind }) => [fromMs, kind])).toEqual(kept)
  })

  it('keep the first time of one that is moved before Cal.com has answered, until it has', () => {
    const moved = { segments: [segment({ startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE })], previousStartMs: TEN }
    expect(newBooking(moved).claims).toMatchObject([{ fromMs: ELEVEN }, { fromMs: TEN }])
    const there = { segments: [{ ...moved.segments[0]!, remoteUid: 'u1' }], remotes: [remoteAt(ELEVEN)], syncStatus: 'synced' as const }
    expect(newBooking({ ...moved, ...there }).claims).toMatchObject([{ fromMs: ELEVEN }])
  })

  it('keep the old time during a move, as long as the booking stands there', () => {
    const remote = { uid: 'u1', status: 'accepted' as const, startMs: TEN, endMs: TEN + 30 * MINUTE, updatedAtMs: 1 }
    const moving = { segments: [segment({ startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE, remoteUid: 'u1' })] }
    const kept = [claim(ELEVEN, ELEVEN + 30 * MINUTE), claim(TEN, TEN + 30 * MINUTE, { kind: 'confirmed' })]
    expect(newBooking({ ...moving, remotes: [remote] }).claims).toEqual(kept)
    expect(newBooking({ ...moving, remotes: [{ ...remote, status: 'pending' }] }).claims).toEqual(kept)
    expect(newBooking({ ...moving, remotes: [{ ...remote, status: 'cancelled' }] }).claims).toEqual(kept.slice(0, 1))
  })

  it('are new only where the appointment had no such time before', () => {
    const before = claimsOf(newBooking().appointment)
    expect(newlyClaimed(before, [claim(TEN, TEN + 30 * MINUTE, { kind: 'confirmed' })])).toEqual([])
    expect(newlyClaimed(before, [claim(TEN, TEN + 31 * MINUTE)])).toHaveLength(1)
    expect(newlyClaimed(before, [claim(TEN, TEN + 30 * MINUTE, { resource: 'staff:ben' })])).toHaveLength(1)
  })

  it('name their resources in one order, whatever the order of the segments', () => {
    const ab = [claim(0, 1, { resource: 'b' }), claim(1, 2, { resource: 'a' }), claim(2, 3, { resource: 'b' })]
    expect(resourcesOf(ab)).toEqual(['a', 'b'])
    expect(resourcesOf(ab.toReversed())).toEqual(['a', 'b'])
  })
})

describe('a place', () => {
  it('is free where others only touch', () => {
    expect(fits(claim(10, 20), [claim(0, 10), claim(20, 30)])).toBe(true)
    expect(fits(claim(10, 20), [claim(0, 11)])).toBe(false)
    expect(fits(claim(10, 20), [claim(12, 13)])).toBe(false)
  })

  it('is one of two when two others follow each other', () => {
    const two = { capacity: 2 }
    expect(fits(claim(0, 20, two), [claim(0, 10, two), claim(10, 20, two)])).toBe(true)
    expect(fits(claim(0, 20, two), [claim(0, 11, two), claim(10, 20, two)])).toBe(false)
  })

  it('is free exactly when no instant has as many claims as there are places', () => {
    const span = fc.tuple(fc.nat(12), fc.integer({ min: 1, max: 6 })).map(([from, length]) => claim(from, from + length))
    fc.assert(
      fc.property(span, fc.array(span, { maxLength: 8 }), fc.integer({ min: 1, max: 3 }), (wanted, others, capacity) => {
        const instants = Array.from({ length: wanted.toMs - wanted.fromMs }, (_, at) => wanted.fromMs + at)
        const free = instants.every((at) => others.filter((other) => other.fromMs <= at && at < other.toMs).length < capacity)
        expect(fits({ ...wanted, capacity }, others)).toBe(free)
      }),
    )
  })
})
