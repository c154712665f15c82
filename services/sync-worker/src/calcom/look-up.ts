import { type Booking, type CalcomClient, CalcomError, type CallOptions } from '@calbridge/calcom'
import type { Finding, Remote } from '../domain/answer.ts'
import { isOurs } from '../domain/booking-request.ts'
import type { Attempt } from '../domain/job.ts'
import { type Plan, type PlanSegment, standsThere } from '../domain/plan.ts'

const DAY_MS = 86_400_000
/** Longer chains of reschedules are not followed further: what is there then is what is told. */
const MAX_CHAIN = 10

type Reads = Pick<CalcomClient, 'listBookings' | 'getBooking'>

/** What became of an attempt, by Cal.com's own word. Throws CalcomError when it can't be asked. */
export function lookUp(
  client: Reads,
  options: CallOptions,
  { plan, segment, attempt }: { plan: Plan; segment: PlanSegment; attempt: Attempt },
): Promise<Finding> {
  return attempt.op === 'create' ? findCreated(client, options, plan, segment, attempt) : followTarget(client, options, attempt)
}

/** By event type, attendee and start; only metadata decide, since there is no search by them. */
async function findCreated(client: Reads, options: CallOptions, plan: Plan, segment: PlanSegment, attempt: Attempt): Promise<Finding> {
  const { bookings } = await client.listBookings(
    {
      eventTypeId: segment.eventTypeId,
      attendeeEmail: plan.attendee.email,
      afterStartMs: attempt.startMs,
      beforeEndMs: attempt.startMs + DAY_MS,
      take: 100,
    },
    options,
  )
  const ours = bookings.filter((booking) => isOurs(booking, plan, attempt.segmentIndex))
  const made = ours.find(({ metadata }) => metadata.calbridge_change === attempt.changeId)
  // One of an older change counts only while it stands: a dead one may be what this attempt was to replace.
  const found = made ?? ours.find(({ status }) => standsThere(status))
  if (!found) return { kind: 'absent' }
  const now = await follow(client, options, found)
  return { kind: 'happened', booking: remoteOf(now), asWanted: now.startMs === attempt.startMs }
}

async function followTarget(client: Reads, options: CallOptions, attempt: Attempt): Promise<Finding> {
  const target = await getOrNothing(client, attempt.targetUid, options)
  if (!target) return { kind: 'absent' }
  const now = await follow(client, options, target)
  const stands = standsThere(now.status)
  if (attempt.op === 'cancel') {
    if (!stands) return { kind: 'happened', booking: remoteOf(now), asWanted: true }
    return now.uid === target.uid ? { kind: 'absent' } : { kind: 'elsewhere', booking: remoteOf(now) }
  }
  if (now.uid === target.uid) return stands ? { kind: 'absent' } : { kind: 'dead' }
  // A moved booking keeps the metadata of its first change: the new start is what tells our move from another's.
  return now.startMs === attempt.startMs
    ? { kind: 'happened', booking: remoteOf(now), asWanted: true }
    : { kind: 'elsewhere', booking: remoteOf(now) }
}

/** The end of a chain of reschedules. */
async function follow(client: Reads, options: CallOptions, from: Booking): Promise<Booking> {
  let booking = from
  for (let step = 0; step < MAX_CHAIN && booking.rescheduledToUid; step++)
    booking = await client.getBooking(booking.rescheduledToUid, options)
  return booking
}

async function getOrNothing(client: Reads, uid: string, options: CallOptions): Promise<Booking | undefined> {
  try {
    return await client.getBooking(uid, options)
  } catch (error) {
    if (error instanceof CalcomError && error.kind === 'not_found') return undefined
    throw error
  }
}

export const remoteOf = (booking: Booking): Remote => ({
  uid: booking.uid,
  id: booking.id ?? 0,
  status: booking.status,
  startMs: booking.startMs,
  updatedAtMs: booking.updatedAtMs ?? 0,
  hostId: booking.hosts[0]?.id ?? 0,
})
