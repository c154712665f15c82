import type { Caller } from '../bookings/caller.ts'
import { cancelBooking } from '../bookings/cancel.ts'
import { createBooking } from '../bookings/create.ts'
import { readCreateInput } from '../bookings/create-input.ts'
import { confirmBooking, declineBooking } from '../bookings/decide.ts'
import { createRecurring } from '../bookings/recurring.ts'
import { renderBooking } from '../bookings/render.ts'
import { rescheduleBooking } from '../bookings/reschedule.ts'
import { findBooking } from '../http/routes/bookings.ts'
import { parseIso } from '../http/validation.ts'
import type { Sim } from '../sim.ts'

type Shown = Record<string, unknown>

/**
 * What people do in Cal.com's web app: the same rules and webhooks as over the API, no key, no limit, no
 * metadata. `by: 'host'` acts as the organizer. Gives the booking as the API shows it; throws ApiError.
 */
export class Customer {
  readonly #sim: Sim

  constructor(sim: Sim) {
    this.#sim = sim
  }

  /** A body like that of `POST /v2/bookings`. */
  async book(body: Record<string, unknown>): Promise<Shown | Shown[]> {
    const input = readCreateInput(this.#sim, body)
    if (input.eventType.recurrence) {
      const bookings = await createRecurring(this.#sim, input, this.#caller(null))
      return bookings.map((booking) => renderBooking(this.#sim.world, booking))
    }
    const { booking, seatUid } = await createBooking(this.#sim, input, this.#caller(null))
    return renderBooking(this.#sim.world, booking, seatUid)
  }

  async move(body: { uid: string; start: string; reason?: string; by?: 'host' | 'attendee' }): Promise<Shown> {
    const old = findBooking(this.#sim.world, body.uid)
    const rescheduledBy = body.by === 'host' ? this.#sim.world.user(old.userId).email : old.attendees[0]?.email
    const input = { startMs: parseIso(body.start), reason: body.reason, rescheduledBy }
    return renderBooking(
      this.#sim.world,
      await rescheduleBooking(this.#sim, old, input, this.#caller(body.by === 'host' ? old.userId : null)),
    )
  }

  async cancel(body: { uid: string; reason?: string; by?: 'host' | 'attendee' }): Promise<Shown> {
    const booking = findBooking(this.#sim.world, body.uid)
    await cancelBooking(this.#sim, booking, { reason: body.reason }, this.#caller(body.by === 'host' ? booking.userId : null))
    return renderBooking(this.#sim.world, booking)
  }

  async confirm(body: { uid: string }): Promise<Shown> {
    const booking = findBooking(this.#sim.world, body.uid)
    await confirmBooking(this.#sim, booking)
    return renderBooking(this.#sim.world, booking)
  }

  async decline(body: { uid: string; reason?: string }): Promise<Shown> {
    const booking = findBooking(this.#sim.world, body.uid)
    await declineBooking(this.#sim, booking, body.reason)
    return renderBooking(this.#sim.world, booking)
  }

  #caller(userId: number | null): Caller {
    return { userId, source: 'WEBAPP', gapMs: this.#sim.options.raceWindowMs }
  }
}
