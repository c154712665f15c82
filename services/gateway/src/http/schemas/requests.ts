import { z } from 'zod'
import { customer, freshness, id, maxAge, reason, time, timeZone, version } from './fields.ts'

// What callers send: the union of both spellings. Fields that are not named here are ignored, as they always were.

const date = z.string().max(40).describe('A date (2026-10-01), or a time as in `start` of a booking.')

export const availabilityRequest = z.object({
  service_id: id,
  branch_id: id,
  staff_id: id.nullish(),
  start_date: date,
  end_date: date.describe('After start_date; a date means the whole of that day. At most 62 days later.'),
  timeZone: timeZone.nullish(),
  timezone: timeZone.nullish(),
  freshness: freshness.nullish(),
  max_age_ms: maxAge.nullish(),
  call_id: z.string().max(100).nullish().describe('The phone call that asks: its answers can be looked up by it for 30 days.'),
})

export const createBookingRequest = z.object({
  service_id: id,
  branch_id: id,
  staff_id: id.nullish().describe('Without it, anybody who can do the service.'),
  customer,
  start: time.nullish(),
  start_time: time.nullish(),
  end_time: time.nullish().describe('Checked against the start, otherwise ignored: the service says how long it takes.'),
  timeZone: timeZone.nullish(),
  timezone: timeZone.nullish(),
  source: z.enum(['api', 'web', 'phone', 'walk-in']).nullish(),
  notes: z.string().trim().max(2_000).nullish(),
  answer_id: z.string().max(100).nullish().describe('meta.answer_id of the look-up that offered the slot.'),
  hold_uid: z.string().max(100).nullish().describe('Not supported yet: refused with 422.'),
  call_id: z.string().max(100).nullish().describe('The phone call that this booking comes from.'),
})

export const rescheduleRequest = z.object({
  start: time.nullish(),
  start_time: time.nullish(),
  new_start_time: time.nullish(),
  new_end_time: time.nullish().describe('Checked against the start, otherwise ignored: the length stays.'),
  timeZone: timeZone.nullish(),
  timezone: timeZone.nullish(),
  reason: reason.nullish(),
  version: version.nullish(),
})

export const cancelRequest = z.object({ reason: reason.nullish(), version: version.nullish() })

const STATUSES = ['pending', 'booked', 'confirmed', 'cancelled', 'completed', 'no_show', 'failed'] as const

const statusesIn = (text: string) => text.split(',') as (typeof STATUSES)[number][]

export const listBookingsQuery = z.object({
  from: date.optional(),
  to: date.optional(),
  status: z
    .string()
    .refine(
      (text) => statusesIn(text).every((one) => STATUSES.includes(one)),
      `must be some of ${STATUSES.join(', ')}, separated by commas`,
    )
    .transform(statusesIn)
    .optional()
    .describe(`Comma-separated, of ${STATUSES.join(', ')}.`),
  staff_id: id.optional(),
  customer_email: z.email('must be an e-mail address').max(254).optional(),
  limit: z.coerce.number<string>().int().min(1).max(200).optional().describe('Appointments in a page; 50 without it.'),
  cursor: z.string().max(500).optional().describe('meta.next_cursor of the page before.'),
  timeZone: timeZone.optional(),
  timezone: timeZone.optional(),
})

export type AvailabilityRequest = z.output<typeof availabilityRequest>
export type CreateBookingRequest = z.output<typeof createBookingRequest>
export type RescheduleRequest = z.output<typeof rescheduleRequest>
export type ListBookingsQuery = z.output<typeof listBookingsQuery>
