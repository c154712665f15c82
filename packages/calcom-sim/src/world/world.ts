import { DayIndex } from './day-index.ts'
import type { ApiKey, Booking, EventType, Reservation, Schedule, Team, User, Webhook } from './types.ts'

/** Everything that Cal.com's database would hold. Plain maps; the rules live elsewhere. */
export class World {
  readonly users = new Map<number, User>()
  readonly keys = new Map<string, ApiKey>()
  readonly teams = new Map<number, Team>()
  readonly schedules = new Map<number, Schedule>()
  readonly eventTypes = new Map<number, EventType>()
  readonly bookings = new Map<string, Booking>()
  readonly reservations = new Map<string, Reservation>()
  readonly webhooks = new Map<string, Webhook>()
  readonly bookingsByDay = new DayIndex()
  /** The unique index that decides a race: start, end and host → uid. */
  readonly idempotencyKeys = new Map<string, string>()
  readonly #counters = new Map<string, number>()
  readonly #bookingsByEmail = new Map<string, Set<Booking>>()

  /** The next free number of a table; an explicit id moves the counter past itself. */
  nextId(table: string, explicit?: number): number {
    const id = explicit ?? (this.#counters.get(table) ?? 0) + 1
    this.#counters.set(table, Math.max(id, this.#counters.get(table) ?? 0))
    return id
  }

  /** The last number given in each table. */
  counters(): [string, number][] {
    return [...this.#counters]
  }

  user(id: number): User {
    const user = this.users.get(id)
    if (!user) throw new Error(`no user ${id}`)
    return user
  }

  eventType(id: number): EventType {
    const eventType = this.eventTypes.get(id)
    if (!eventType) throw new Error(`no event type ${id}`)
    return eventType
  }

  userByName(username: string): User | undefined {
    return [...this.users.values()].find((user) => user.username === username)
  }

  addBooking(booking: Booking): void {
    this.bookings.set(booking.uid, booking)
    this.bookingsByDay.add(booking)
    for (const attendee of booking.attendees) this.indexAttendee(booking, attendee.email)
    if (booking.idempotencyKey) this.idempotencyKeys.set(booking.idempotencyKey, booking.uid)
  }

  indexAttendee(booking: Booking, email: string): void {
    const known = this.#bookingsByEmail.get(email) ?? new Set<Booking>()
    this.#bookingsByEmail.set(email, known.add(booking))
  }

  bookingsOfAttendee(email: string): Iterable<Booking> {
    return this.#bookingsByEmail.get(email) ?? []
  }

  /** Cal.com clears the key on cancel and reject, so that the slot can be booked again. */
  releaseIdempotencyKey(booking: Booking): void {
    if (booking.idempotencyKey && this.idempotencyKeys.get(booking.idempotencyKey) === booking.uid) {
      this.idempotencyKeys.delete(booking.idempotencyKey)
    }
    booking.idempotencyKey = null
  }
}
