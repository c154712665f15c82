import { z } from 'zod'
import type { Slot } from '../model.ts'
import type { Reservation } from '../requests.ts'
import { count, instant, instantIfAny, text } from './fields.ts'

const slot = z
  .object({ start: instant, end: instantIfAny, seatsRemaining: count, seatsTotal: count, bookingUid: text })
  .transform(({ start, end, ...seats }): Slot => ({ startMs: start, endMs: end, ...seats }))

/** By day there; here in order of start, each once. */
export const slots = z.record(z.string(), z.array(slot)).transform((days): Slot[] => {
  const byStart = new Map(
    Object.values(days)
      .flat()
      .map((one) => [one.startMs, one]),
  )
  return [...byStart.values()].sort((a, b) => a.startMs - b.startMs)
})

export const reservation = z
  .object({ reservationUid: z.string(), slotStart: instant, slotEnd: instant, reservationUntil: instantIfAny })
  .transform(
    ({ reservationUid, slotStart, slotEnd, reservationUntil }): Reservation => ({
      uid: reservationUid,
      startMs: slotStart,
      endMs: slotEnd,
      untilMs: reservationUntil,
    }),
  )
