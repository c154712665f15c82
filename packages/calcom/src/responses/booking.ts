import { z } from 'zod'
import type { Booking, BookingStatus } from '../model.ts'
import { count, flag, instant, instantIfAny, listOf, metadata, text } from './fields.ts'

const STATUSES: Readonly<Record<string, BookingStatus>> = {
  accepted: 'accepted',
  pending: 'pending',
  cancelled: 'cancelled',
  rejected: 'rejected',
  awaiting_host: 'awaiting_host',
}

const host = z.object({ id: count, name: text, email: text, username: text, timeZone: text })

const attendee = z.object({
  name: text,
  email: text,
  phoneNumber: text,
  timeZone: text,
  language: text,
  absent: flag,
  seatUid: text,
  metadata,
})

const booking = z
  .object({
    id: count,
    uid: z.string().min(1),
    title: text,
    status: z.string().transform((value) => STATUSES[value.toLowerCase()] ?? 'unknown'),
    start: instant,
    end: instant,
    eventTypeId: count,
    eventType: z.object({ id: count }).nullish().catch(undefined),
    hosts: listOf(host),
    attendees: listOf(attendee),
    guests: listOf(z.string()),
    metadata,
    location: text,
    cancellationReason: text,
    rescheduledFromUid: text,
    rescheduledToUid: text,
    absentHost: flag,
    icsUid: text,
    createdAt: instantIfAny,
    updatedAt: instantIfAny,
  })
  .transform(
    ({ start, end, eventType, createdAt, updatedAt, ...rest }): Booking => ({
      ...rest,
      startMs: start,
      endMs: end,
      eventTypeId: rest.eventTypeId ?? eventType?.id,
      createdAtMs: createdAt,
      updatedAtMs: updatedAt,
    }),
  )

/** A recurring series answers with all its bookings: the first stands for it. */
export const oneBooking = z.union([
  booking,
  z
    .array(booking)
    .min(1)
    .transform(([first]) => first as Booking),
])

export const bookings = z.array(booking)
