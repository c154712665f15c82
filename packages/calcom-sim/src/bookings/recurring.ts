import { DateTime } from 'luxon'
import { exception } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import type { Booking } from '../world/types.ts'
import type { Caller } from './caller.ts'
import { type CreateInput, createBooking } from './create.ts'

const UNITS = { daily: 'days', weekly: 'weeks', monthly: 'months', yearly: 'years' } as const

/** All occurrences of a recurring event type, one after the other; each has its uid and its webhook. */
export async function createRecurring(sim: Sim, input: CreateInput, caller: Caller): Promise<Booking[]> {
  const recurrence = input.eventType.recurrence
  if (!recurrence) throw new Error('not a recurring event type')
  const count = input.recurrenceCount ?? recurrence.occurrences
  if (count > recurrence.occurrences) {
    throw exception(
      400,
      `The event type can only have ${recurrence.occurrences} recurring bookings but you provided ${count} as recurrenceCount.`,
    )
  }
  const recurringBookingUid = sim.random.uuid()
  const first = DateTime.fromMillis(input.startMs, { zone: input.booker.timeZone })
  const bookings: Booking[] = []
  for (let i = 0; i < count; i++) {
    const startMs = first.plus({ [UNITS[recurrence.frequency]]: i * recurrence.interval }).toMillis()
    const { booking } = await createBooking(sim, { ...input, startMs, recurringBookingUid }, caller)
    bookings.push(booking)
  }
  return bookings
}
