import { AppError, type Clock, type Ids } from '@calbridge/core'
import type { Appointment, Attendee, Origin, Segment } from '../domain/appointment.ts'
import { book, checkStart } from '../domain/book.ts'
import type { AppointmentStore, ChangeSignal, IdempotencyClaim } from './ports.ts'
import { waitForCalcom } from './wait-for-calcom.ts'

/** A way to serve the wish: one staff member (or a round robin) with the event type that is booked. */
export interface Offer {
  readonly segment: Omit<Segment, 'index' | 'startMs' | 'endMs' | 'remoteUid'>
  readonly durationMin: number
  readonly minimumNoticeMin: number
}

export interface Wish {
  readonly tenant: string
  readonly serviceId: string
  readonly branchId: string
  /** Best first; the first whose time is free is taken. */
  readonly offers: readonly Offer[]
  readonly startMs: number
  readonly timeZone: string
  readonly attendee: Attendee
  readonly origin: Origin
  readonly notes?: string | undefined
  readonly callId?: string | undefined
  readonly source?: string | undefined
  readonly answerId?: string | undefined
  /** How long to wait for Cal.com's answer, the time for storing included. */
  readonly waitMs: number
  readonly key?: IdempotencyClaim | undefined
}

export interface BookingDeps {
  readonly store: AppointmentStore
  readonly changes: ChangeSignal
  readonly clock: Clock
  readonly ids: Ids
  readonly horizonDays: number
  readonly rereadMs: number
  readonly heardRereadMs: number
}

/** Told of what becomes of the time that was wished for. */
export interface WishEvents {
  readonly stored: () => void
  /** Taken here already. Where the request repeats another one's key, that one's answer counts and not this refusal. */
  readonly taken: (refusal: AppError) => void
}

export interface Outcome {
  readonly appointment: Appointment
  readonly storedInMs: number
}

/** Stores the appointment with its claim and event, then waits for Cal.com as long as the caller wants to. */
export async function createAppointment(deps: BookingDeps, wish: Wish, signal: AbortSignal, events?: WishEvents): Promise<Outcome> {
  const { clock, changes } = deps
  const begunAt = clock.monotonic()
  const offers = inTime(deps, wish)
  const uid = deps.ids.next()
  // Subscribed before the commit, so that an answer that comes at once is not missed.
  const listener = wish.waitMs > 0 ? await changes.listen(wish.tenant, uid) : undefined
  try {
    const stored = await storeFirstFree(deps, { ...wish, offers }, uid, events)
    events?.stored()
    const storedInMs = clock.monotonic() - begunAt
    const appointment = listener ? await waitForCalcom(deps, stored, listener, wish.waitMs - storedInMs, signal) : stored
    return { appointment: unlessRefused(appointment), storedInMs }
  } finally {
    listener?.close()
  }
}

/** The offers whose rules the start keeps; throws what forbids it when there is none. */
function inTime({ clock, horizonDays }: BookingDeps, { offers, startMs }: Wish): Offer[] {
  const nowMs = clock.now()
  const fitting = offers.filter(({ minimumNoticeMin }) => startMs >= nowMs + minimumNoticeMin * 60_000)
  const minimumNoticeMin = fitting.length > 0 ? 0 : Math.min(...offers.map((offer) => offer.minimumNoticeMin))
  checkStart(startMs, { nowMs, minimumNoticeMin, horizonDays })
  return fitting
}

async function storeFirstFree({ store, clock, ids }: BookingDeps, wish: Wish, uid: string, events?: WishEvents): Promise<Appointment> {
  const changeId = ids.next()
  let taken: AppError | undefined
  for (const offer of wish.offers) {
    const endMs = wish.startMs + offer.durationMin * 60_000
    const change = book(
      { ...wanted(wish), uid, changeId, segments: [{ ...offer.segment, index: 0, startMs: wish.startMs, endMs }] },
      clock.now(),
    )
    try {
      return (await store.create(change, wish.key)).appointment
    } catch (error) {
      if (!(error instanceof AppError) || error.reason !== 'slot_taken') throw error
      taken = error
    }
  }
  if (taken) events?.taken(taken)
  throw taken ?? new AppError('failed_precondition', 'nobody can do this service here', { field: 'service_id', reason: 'no_staff' })
}

const wanted = ({ tenant, serviceId, branchId, attendee, timeZone, origin, notes, callId, source, answerId }: Wish) => ({
  tenant,
  serviceId,
  branchId,
  attendee,
  timeZone,
  origin,
  notes,
  callId,
  source,
  answerId,
})

/** Of a booking that Cal.com would not have there is nothing to answer: its claim is released already. Throws what to tell. */
export function unlessRefused(appointment: Appointment): Appointment {
  if (appointment.status === 'failed') throw refused(appointment)
  return appointment
}

/** Did Cal.com refuse because the time is somebody else's? */
export const isTaken = ({ syncErrorCode }: Pick<Appointment, 'syncErrorCode'>): boolean =>
  syncErrorCode === undefined || syncErrorCode === 'slot_taken' || syncErrorCode === 'lost_race'

export function refused(appointment: Appointment): AppError {
  return isTaken(appointment)
    ? new AppError('conflict', 'this time is not free', { field: 'start', reason: 'slot_taken' })
    : new AppError('failed_precondition', 'the calendar refused this booking', { reason: appointment.syncErrorCode })
}
