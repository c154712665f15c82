import type { Booking } from '@calbridge/calcom'
import type { LocalBooking } from '../domain/booking.ts'
import { isMoveNews, isNews } from '../domain/lost-news.ts'
import type { PollTarget } from './poll.ts'

/** Longer chains of moves are not followed further back. */
const MOST_MOVES = 10

type Lineage = Pick<PollTarget, 'local' | 'get' | 'toRemote'>

/**
 * What must be told of a booking that changed there: nothing where all of it is known, the booking itself, or also the bookings
 * that it was moved from, the oldest first, where the news of several moves was lost: each alone would link to nothing here.
 */
export async function lostOf(target: Lineage, booking: Booking): Promise<Booking[]> {
  const remote = target.toRemote(booking)
  const own = await target.local.find(booking.uid)
  if (!booking.rescheduledFromUid) return isNews(remote, own) ? [booking] : []
  const from = await target.local.find(booking.rescheduledFromUid)
  if (own.length > 0 || from.length > 0) return isMoveNews(remote, own, from) ? [booking] : []
  const before = booking.rescheduledToUid ? [] : await movesBefore(target, booking)
  return before.length > 0 || isNews(remote, own) ? [...before, booking] : []
}

/** The bookings between the one that is known here and this one, the oldest first; none where no earlier one is known here. */
async function movesBefore({ local, get }: Lineage, booking: Booking): Promise<Booking[]> {
  const links: Booking[] = []
  let known: readonly LocalBooking[] = []
  let uid = booking.rescheduledFromUid
  while (uid && known.length === 0 && links.length < MOST_MOVES) {
    const link: Booking | undefined = await get(uid)
    if (!link) break
    links.unshift(link)
    uid = link.rescheduledFromUid
    if (uid) known = await local.find(uid)
  }
  return known.length > 0 ? links : []
}
