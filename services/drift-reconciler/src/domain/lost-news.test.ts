import { expect, it } from 'vitest'
import type { LocalBooking, RemoteBooking } from './booking.ts'
import { isNews } from './lost-news.ts'

const there = (differs: Partial<RemoteBooking> = {}): RemoteBooking => ({
  uid: 'x',
  status: 'accepted',
  startMs: 1_000,
  hostIds: [7],
  rescheduledFromUid: undefined,
  rescheduledToUid: undefined,
  appointmentUid: undefined,
  credentialId: 'c',
  ours: true,
  ...differs,
})
const here = (differs: Partial<LocalBooking> = {}): LocalBooking => ({
  appointmentUid: 'a',
  index: 0,
  status: 'live',
  statusName: 'confirmed',
  inFlight: false,
  uid: 'x',
  previousUid: '',
  remoteStatus: 'accepted',
  startMs: 1_000,
  hostId: 7,
  credentialId: 'c',
  ...differs,
})

it.each<[string, boolean, RemoteBooking, LocalBooking[]]>([
  ['known as it is', false, there(), [here()]],
  ['known, and cancelled there', true, there({ status: 'cancelled' }), [here()]],
  ['known, and cancelled on both sides', false, there({ status: 'cancelled' }), [here({ status: 'gone' })]],
  ['under way: perhaps the answer that was lost', true, there(), [here({ inFlight: true })]],
  ['unknown here', true, there(), []],
  ['unknown and over', false, there({ status: 'cancelled' }), []],
  ['a host’s private one', false, there({ ours: false }), []],
  ['moved away: told by its successor', false, there({ status: 'cancelled', rescheduledToUid: 'y' }), [here()]],
  ['where a known one was moved to', true, there({ uid: 'y', rescheduledFromUid: 'x' }), [here()]],
  ['one that the appointment had before', false, there({ uid: 'w', status: 'cancelled' }), [here({ previousUid: 'w' })]],
  ['one of before that came alive again', true, there({ uid: 'w' }), [here({ previousUid: 'w' })]],
  ['another host alone, which no webhook would tell', false, there({ hostIds: [8] }), [here()]],
])('%s: %s', (_, news, remote, local) => {
  expect(isNews(remote, local)).toBe(news)
})
