import type { Booking } from '@calbridge/calcom'
import type { CalcomWebhook } from '@calbridge/contracts'
import type { Clock, Ids } from '@calbridge/core'
import type { RemoteBooking } from '../domain/booking.ts'
import { type PollCursor, readOn } from '../domain/poll-cursor.ts'
import { webhookOf } from '../domain/webhook-of.ts'
import { lostOf } from './lost-of.ts'
import type { LocalSide } from './ports.ts'

/** One credential of one tenant. */
export interface PollTarget {
  readonly tenant: string
  readonly local: Pick<LocalSide, 'find'>
  /** Bookings changed at or after a moment, the oldest change first; `last` when there are no more. */
  readonly changes: (afterMs: number, skip: number) => Promise<{ readonly bookings: readonly Booking[]; readonly last: boolean }>
  /** A booking by its uid; undefined when there is none. */
  readonly get: (uid: string) => Promise<Booking | undefined>
  readonly toRemote: (booking: Booking) => RemoteBooking
  readonly cursor: { read(): Promise<PollCursor | undefined>; write(cursor: PollCursor): Promise<void> }
}

export interface PollDeps {
  readonly publish: (webhooks: readonly CalcomWebhook[]) => Promise<void>
  readonly clock: Clock
  readonly ids: Ids
  readonly traceparent: () => string | undefined
  readonly options: {
    /** Younger changes wait for their webhook. */
    readonly settleMs: number
    /** Where to begin when no cursor is known. */
    readonly lookBackMs: number
    /** The rest has its turn at the next poll. */
    readonly maxPages: number
  }
}

export interface Polled {
  readonly read: number
  readonly lost: number
}

/**
 * Reads what changed at Cal.com since the last time and publishes what is not known here, as the webhooks that were lost. Safe to
 * repeat from any cursor: it is written after the publishing, and booking applies by state.
 */
export async function poll(deps: PollDeps, target: PollTarget): Promise<Polled> {
  const { clock, options } = deps
  let cursor = (await target.cursor.read()) ?? { updatedAtMs: clock.now() - options.lookBackMs, uids: [] }
  let total: Polled = { read: 0, lost: 0 }
  let skip = 0
  for (let page = 0; page < options.maxPages; page++) {
    const { bookings, last } = await target.changes(cursor.updatedAtMs, skip)
    const { unread, cursor: next, reachedYoung } = readOn(cursor, bookings, clock.now() - options.settleMs)
    const lost = await webhooksOf(deps, target, unread)
    await deps.publish(lost)
    if (unread.length > 0) await target.cursor.write(next)
    total = { read: total.read + unread.length, lost: total.lost + lost.length }
    // Pages go by the cursor, as what changes meanwhile would shift them; only a moment with more than a page needs skipping.
    skip = next.updatedAtMs === cursor.updatedAtMs ? skip + bookings.length : 0
    cursor = next
    if (last || reachedYoung) break
  }
  return total
}

async function webhooksOf(
  { clock, ids, traceparent }: PollDeps,
  target: PollTarget,
  bookings: readonly Booking[],
): Promise<CalcomWebhook[]> {
  const webhooks: CalcomWebhook[] = []
  for (const booking of bookings) {
    for (const lost of await lostOf(target, booking)) {
      const receipt = { eventId: ids.next(), tenant: target.tenant, receivedAtMs: clock.now(), traceparent: traceparent() }
      const webhook = webhookOf(lost, receipt)
      if (webhook) webhooks.push(webhook)
    }
  }
  return webhooks
}
