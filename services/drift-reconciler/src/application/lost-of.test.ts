import type { Booking } from '@calbridge/calcom'
import { expect, it } from 'vitest'
import type { LocalBooking, RemoteBooking } from '../domain/booking.ts'
import { lostOf } from './lost-of.ts'

// A chain of moves a → b → c → d, as Cal.com has it.
const CHAIN = ['a', 'b', 'c', 'd'] as const
const booking = (at: number, last = CHAIN.length - 1): Booking =>
  ({
    uid: CHAIN[at],
    status: at === last ? 'accepted' : 'cancelled',
    rescheduledFromUid: CHAIN[at - 1],
    rescheduledToUid: at === last ? undefined : CHAIN[at + 1],
    startMs: at,
    hosts: [],
    metadata: {},
  }) as unknown as Booking

const remoteOf = ({ uid, status, startMs, rescheduledFromUid, rescheduledToUid }: Booking): RemoteBooking => ({
  uid,
  status,
  startMs,
  hostIds: [],
  rescheduledFromUid,
  rescheduledToUid,
  appointmentUid: undefined,
  credentialId: 'key',
  ours: true,
})

const here = (uid: string, differs: Partial<LocalBooking> = {}): LocalBooking => ({
  appointmentUid: `appointment of ${uid}`,
  index: 0,
  status: 'live',
  statusName: 'confirmed',
  inFlight: false,
  uid,
  previousUid: '',
  remoteStatus: 'accepted',
  startMs: CHAIN.indexOf(uid as 'a'),
  hostId: undefined,
  credentialId: 'key',
  ...differs,
})

function target(known: readonly LocalBooking[], last?: number) {
  const asked: string[] = []
  return {
    asked,
    local: { find: async (uid: string) => known.filter((one) => one.uid === uid) },
    get: async (uid: string) => {
      asked.push(uid)
      return CHAIN.includes(uid as 'a') ? booking(CHAIN.indexOf(uid as 'a'), last) : undefined
    },
    toRemote: remoteOf,
  }
}
const uids = (bookings: readonly Booking[]) => bookings.map(({ uid }) => uid)

it('tells every move between the booking that is known here and the one that stands, the oldest first', async () => {
  expect(uids(await lostOf(target([here('a')]), booking(3)))).toEqual(['b', 'c', 'd'])
})

it('tells them too when the last one is over: else the appointment would stay where it was first', async () => {
  const over = { ...booking(3), status: 'cancelled' } as Booking
  expect(uids(await lostOf(target([here('a')]), over))).toEqual(['b', 'c', 'd'])
  expect(uids(await lostOf(target([here('c')]), over))).toEqual(['d'])
})

it('tells a move again whose two ends are two appointments here, as its news came without the link', async () => {
  expect(uids(await lostOf(target([here('c'), here('d')]), booking(3)))).toEqual(['d'])
})

it('tells a move in the middle, when those before and after it were told and are two appointments here', async () => {
  expect(uids(await lostOf(target([here('a'), here('b', { appointmentUid: 'appointment of c' })]), booking(1)))).toEqual(['b'])
})

it('asks Cal.com for nothing where a neighbour is known, and tells nothing that is known', async () => {
  const known = target([here('d')])
  expect(await lostOf(known, booking(3))).toEqual([])
  const moved = target([here('d', { appointmentUid: 'one' }), here('c', { appointmentUid: 'one', status: 'gone' })])
  expect(await lostOf(moved, booking(3))).toEqual([])
  expect([...known.asked, ...moved.asked]).toEqual([])
})

it('tells a booking alone whose earlier ones nobody here knows, and does not go back for ever', async () => {
  expect(uids(await lostOf(target([]), booking(3)))).toEqual(['d'])
  const endless = { ...target([]), get: async (uid: string) => ({ ...booking(1), uid, rescheduledFromUid: `${uid}'` }) }
  expect(uids(await lostOf(endless, booking(3)))).toEqual(['d'])
})

it('leaves what was moved on to the one it was moved to', async () => {
  expect(await lostOf(target([here('a')]), booking(1))).toEqual([])
})
