import { bare, exception, IN_THE_PAST } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import type { Booking } from '../world/types.ts'
import { type Caller, isOrganizer } from './caller.ts'
import { checkWindow } from './create.ts'
import { chooseHosts } from './hosts.ts'
import { insertBooking, touch } from './insert.ts'

export interface RescheduleInput {
  readonly startMs: number
  readonly rescheduledBy?: string | undefined
  readonly reason?: string | undefined
}

/**
 * Makes a new booking and cancels the old one. Nothing keeps two callers from doing it at once: both get
 * a live booking, and the old one points to the last.
 */
export async function rescheduleBooking(sim: Sim, old: Booking, input: RescheduleInput, caller: Caller): Promise<Booking> {
  const eventType = sim.world.eventType(old.eventTypeId)
  refuseDead(old)
  const byHost = isOrganizer(caller, old)
  const nowMs = sim.clock.now()
  if (!byHost && eventType.rescheduleNoticeMinutes !== null && old.startMs - nowMs < eventType.rescheduleNoticeMinutes * 60_000) {
    throw bare(403, 'Rescheduling is not allowed within the minimum notice period before the event')
  }
  if (input.startMs < nowMs) throw exception(400, IN_THE_PAST)
  checkWindow(sim, eventType, input.startMs)
  const wanted = { startMs: input.startMs, endMs: input.startMs + (old.endMs - old.startMs) }
  const hosts = chooseHosts(sim.world, eventType, wanted, old.uid)
  await sim.gap.passWith(hosts.organizerId, wanted, caller.gapMs)
  if (old.status === 'cancelled' && !old.rescheduledToUid && sim.dice.chance(0.8))
    throw bare(400, 'cancelled_bookings_cannot_be_rescheduled')

  const ownerAgrees = byHost || input.rescheduledBy === sim.world.user(old.userId).email
  const status = eventType.requiresConfirmation && !ownerAgrees ? 'pending' : 'accepted'
  const booking = insertBooking(sim, {
    hosts,
    eventType,
    ...wanted,
    status,
    title: old.title,
    description: old.description,
    icsUid: old.icsUid,
    iCalSequence: old.iCalSequence + 1,
    attendees: old.attendees.map((one) => ({ ...one, id: sim.world.nextId('attendee'), absent: false })),
    guests: old.guests,
    metadata: { ...old.metadata },
    location: old.location,
    responses: { ...old.responses, ...(input.reason ? { rescheduledReason: input.reason } : {}) },
    reschedulingReason: input.reason ?? null,
    rescheduledByEmail: input.rescheduledBy ?? null,
    rescheduledFromUid: old.uid,
    creationSource: caller.source,
  })
  sim.world.releaseIdempotencyKey(old)
  old.status = 'cancelled'
  old.rescheduledToUid = booking.uid
  old.rescheduledByEmail = input.rescheduledBy ?? null
  touch(sim, old)
  // Cal.com forgets to unschedule the old meeting when the new booking still waits for its host.
  if (status === 'accepted') sim.meetings.unschedule(old)
  sim.meetings.schedule(booking)
  await sim.webhooks.emit(status === 'pending' ? 'BOOKING_REQUESTED' : 'BOOKING_RESCHEDULED', booking, { old })
  touch(sim, booking)
  return booking
}

function refuseDead(old: Booking): void {
  if (old.status === 'rejected') throw bare(404, 'Could not find original booking')
  if (old.status !== 'cancelled') return
  const because = `Can't reschedule booking with uid=${old.uid} because it has been cancelled`
  const next = old.rescheduledToUid
  if (next) {
    throw exception(
      400,
      `${because} and rescheduled already to booking with uid=${next}. You probably want to reschedule ${next} instead by passing it within the request URL.`,
    )
  }
  throw exception(400, `${because}. Please provide uid of a booking that is not cancelled.`)
}
