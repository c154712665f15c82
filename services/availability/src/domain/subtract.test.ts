import { describe, expect, it } from 'vitest'
import { type LiveClaim, subtract, unchangedUntilMs } from './subtract.ts'
import { ANNA, at, claimOf, seconds, unitOf } from './testing.ts'

const starts = seconds('09:00', '09:30', '10:00', '10:30')
const viewpoint = { nowMs: at('06:00'), holder: '' }
const free = (claims: LiveClaim[], changes = {}, from = viewpoint) => subtract(starts, claims, unitOf(changes), from)

describe('subtracting claims', () => {
  it.each([
    { name: 'nothing is claimed', claims: [], expected: ['09:00', '09:30', '10:00', '10:30'] },
    { name: 'one slot is claimed', claims: [claimOf('09:30', '10:00')], expected: ['09:00', '10:00', '10:30'] },
    { name: 'a claim overlaps two', claims: [claimOf('09:15', '09:45')], expected: ['10:00', '10:30'] },
    { name: 'a claim ends as a slot starts', claims: [claimOf('08:00', '09:00')], expected: ['09:00', '09:30', '10:00', '10:30'] },
    {
      name: 'a claim starts as a slot ends',
      claims: [claimOf('09:30', '10:00'), claimOf('11:00', '12:00')],
      expected: ['09:00', '10:00', '10:30'],
    },
    {
      name: 'the claim is on somebody else',
      claims: [claimOf('09:30', '10:00', { resource: 'staff:ben' })],
      expected: ['09:00', '09:30', '10:00', '10:30'],
    },
    {
      name: 'a hold has run out',
      claims: [claimOf('09:30', '10:00', { expiresAtMs: at('05:59') })],
      expected: ['09:00', '09:30', '10:00', '10:30'],
    },
    { name: 'a hold runs', claims: [claimOf('09:30', '10:00', { expiresAtMs: at('06:01') })], expected: ['09:00', '10:00', '10:30'] },
  ])('$name', ({ claims, expected }) => {
    expect(free(claims)).toEqual(seconds(...expected))
  })

  it("adds the service's own buffers to the slot; the claim carries its own", () => {
    const buffered = { bufferBeforeMs: 15 * 60_000, bufferAfterMs: 10 * 60_000 }
    expect(free([claimOf('09:35', '09:50')], buffered)).toEqual(seconds('10:30'))
  })

  it("counts the holder's own time as free, and nobody else's (INC-10)", () => {
    const claims = [claimOf('09:00', '09:30', { appointmentUid: 'mine' }), claimOf('10:00', '10:30', { appointmentUid: 'other' })]
    expect(free(claims, {}, { ...viewpoint, holder: 'mine' })).toEqual(seconds('09:00', '09:30', '10:30'))
  })

  it('subtracts nothing from a seated event type: Cal.com counts its seats', () => {
    expect(free([claimOf('09:00', '11:00')], { seated: true })).toEqual(starts)
  })

  it('never offers what is inside the notice', () => {
    expect(free([], { noticeMs: 3.25 * 3_600_000 })).toEqual(seconds('09:30', '10:00', '10:30'))
  })

  describe('where Cal.com chooses among two hosts', () => {
    const two = { resources: [ANNA, 'staff:ben', 'thing:event-type-1'], capacity: 2 }
    const anna = claimOf('09:00', '10:00')
    const ben = claimOf('09:30', '10:30', { resource: 'staff:ben', appointmentUid: 'a2' })
    const any = claimOf('09:00', '09:30', { resource: 'thing:event-type-1', appointmentUid: 'a3' })

    it('a slot goes only when all hosts are claimed', () => {
      expect(free([anna], two)).toEqual(starts)
      expect(free([anna, ben], two)).toEqual(seconds('09:00', '10:00', '10:30'))
    })

    it('a booking whose host is not chosen yet takes a place', () => {
      expect(free([anna, any], two)).toEqual(seconds('09:30', '10:00', '10:30'))
    })

    it('two claims on one host take one place', () => {
      expect(free([anna, claimOf('09:00', '09:15', { appointmentUid: 'a4' })], two)).toEqual(starts)
    })
  })
})

describe('how long that stays so', () => {
  it('until the next hold runs out', () => {
    const claims = [claimOf('09:00', '09:30', { expiresAtMs: at('06:05') }), claimOf('10:00', '10:30')]
    expect(unchangedUntilMs(starts, claims, 0, at('06:00'))).toBe(at('06:05'))
  })

  it('until the first slot comes inside the notice', () => {
    expect(unchangedUntilMs(starts, [], 3_600_000, at('06:00'))).toBe(at('08:00'))
  })
})
