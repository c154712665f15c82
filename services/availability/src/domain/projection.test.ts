import { Origin } from '@calbridge/contracts'
import { describe, expect, it } from 'vitest'
import { project, type Surroundings } from './projection.ts'
import { ANNA, at, claimOf, eventOf, segmentOf } from './testing.ts'
import { epochDay } from './utc-day.ts'

const surroundings: Surroundings = {
  reachAfterMs: 60 * 60_000,
  reachBeforeMs: 15 * 60_000,
  resourcesOf: (eventTypeId) => ({ '1': [ANNA], '9': ['thing:event-type-9'] })[eventTypeId] ?? [],
  isSeated: (eventTypeId) => eventTypeId === '7',
}
const day = epochDay(at('09:00'))
const ten = [claimOf('10:00', '10:30')]
const eleven = [claimOf('11:00', '11:30')]
const segments = [segmentOf('10:00', '10:30')]
const bumpsOf = (...event: Parameters<typeof eventOf>) => project(eventOf(...event), surroundings).bumps
const booked = { $case: 'booked' as const, value: { serviceId: '1', branchId: '', segments, degraded: false } }
const cancelled = { $case: 'cancelled' as const, value: { segments } }
const synced = (after = segments, changes = {}) => ({
  $case: 'syncChanged' as const,
  value: { syncStatus: 'synced', segments: after, refused: false, errorCode: '', ...changes },
})

describe('what an event makes cold', () => {
  it('a booking known here: nothing, its claim is subtracted', () => {
    expect(bumpsOf(booked, { after: ten })).toEqual([])
    expect(bumpsOf(booked, { after: ten, origin: Origin.ORIGIN_CALCOM })).toEqual([])
  })

  it('a hold that becomes a booking: nothing', () => {
    expect(bumpsOf(booked, { before: ten, after: [claimOf('10:00', '10:30', { version: 2 })] })).toEqual([])
  })

  it('a cancellation: the freed day', () => {
    expect(bumpsOf(cancelled, { before: ten })).toEqual([{ resource: ANNA, day, settles: false }])
  })

  it('a cancellation made at Cal.com: the day, not to be believed before Cal.com has settled', () => {
    expect(bumpsOf(cancelled, { before: ten, origin: Origin.ORIGIN_CALCOM })).toEqual([{ resource: ANNA, day, settles: true }])
  })

  it('a move: the old time, once it is given up', () => {
    const rescheduled = { $case: 'rescheduled' as const, value: { before: segments, after: [segmentOf('11:00', '11:30')] } }
    expect(bumpsOf(rescheduled, { before: ten, after: [...ten, ...eleven] })).toEqual([])
    expect(bumpsOf(synced([segmentOf('11:00', '11:30')]), { before: [...ten, ...eleven], after: eleven })).toEqual([
      { resource: ANNA, day, settles: true },
    ])
  })

  it('a cancellation that Cal.com confirms: the day again, for only now its time is free there', () => {
    expect(bumpsOf(synced())).toEqual([{ resource: ANNA, day, settles: true }])
  })

  it('a booking that Cal.com confirms: nothing', () => {
    expect(bumpsOf(synced(), { before: ten, after: ten })).toEqual([])
  })

  it('a refusal: the day, for what was listed was not so', () => {
    expect(bumpsOf(synced(segments, { syncStatus: 'failed', refused: true }), { before: ten })).toEqual([
      { resource: ANNA, day, settles: true },
    ])
  })

  it('an attempt that goes on: nothing', () => {
    expect(bumpsOf(synced(segments, { syncStatus: 'verification_pending' }), { before: ten, after: ten })).toEqual([])
  })

  it('a booking whose host nobody here knows: its event type and whoever is named', () => {
    const unknown = [segmentOf('10:00', '10:30', '9', '')]
    const after = [claimOf('10:00', '10:30', { resource: 'calcom:77' })]
    expect(bumpsOf({ ...booked, value: { ...booked.value, segments: unknown } }, { after })).toEqual([
      { resource: 'thing:event-type-9', day, settles: false },
    ])
  })

  it('a booked seat: the day of its host', () => {
    const seat = { ...booked, value: { ...booked.value, segments: [segmentOf('10:00', '10:30', '7')] } }
    expect(bumpsOf(seat, { after: ten })).toEqual([{ resource: ANNA, day, settles: false }])
  })

  it('tells what was claimed before, so that it is freed even where nothing else is known of the appointment', () => {
    expect(project(eventOf(cancelled, { before: ten }), surroundings)).toMatchObject({ claimsBefore: ten, claims: [] })
  })

  it('freed time after midnight: the day before too, whose last slots reach into it', () => {
    const early = [claimOf('00:00', '00:30')]
    expect(
      bumpsOf(cancelled, { before: early })
        .filter(({ resource }) => resource === ANNA)
        .map((bump) => bump.day),
    ).toEqual([day - 1, day])
  })
})

describe('what cannot be projected', () => {
  it('a kind of a later version goes to the dead letters', () => {
    expect(() => project(eventOf(undefined), surroundings)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', reason: 'unknown_kind' }),
    )
  })

  it('an event without meta does too', () => {
    expect(() => project({ ...eventOf(cancelled), meta: undefined }, surroundings)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    )
  })
})
