import { z } from 'zod'

// What callers get, for the document. Every answer may gain fields.

const zoned = z.string().describe('ISO 8601 with the offset of the zone asked for.')

export const slot = z.object({
  id: z.string(),
  staff_id: z.string().nullable().describe('null where Cal.com chooses.'),
  staff_name: z.string().nullable(),
  start: zoned,
  end: zoned,
  duration: z.int().describe('Minutes.'),
  service_id: z.int(),
  service_name: z.string(),
})

export const service = z.object({ id: z.int(), name: z.string(), duration: z.int() })

export const meta = z.object({
  source: z.enum(['none', 'l1', 'l2', 'upstream', 'stale']),
  age_ms: z.int(),
  as_of: z.string().nullable(),
  degraded: z.boolean(),
  complete: z.boolean().describe('False when days of the range could not be had: more may be free than is listed.'),
  answer_id: z.string(),
  upstream_calls: z.int(),
})

export const availabilityAnswer = z.object({
  data: z.object({
    service,
    slots: z.array(slot).describe('By start, then by the rank of the staff member; at most 50.'),
    total: z.int().describe('All that there are.'),
    message: z.string().optional().describe('Why there are none, where that is known.'),
  }),
  meta,
})

export const appointment = z.object({
  id: z.int(),
  uid: z.string(),
  appointment_id: z.int(),
  status: z.enum(['pending', 'booked', 'cancelled', 'completed', 'no_show', 'failed']),
  sync_status: z.string(),
  origin: z.string(),
  service_id: z.int(),
  service_name: z.string(),
  branch_id: z.string().nullable(),
  staff_id: z.string().nullable(),
  staff_name: z.string().nullable(),
  starts_at: zoned,
  ends_at: zoned,
  start_time: zoned,
  end_time: zoned,
  time_zone: z.string(),
  version: z.int(),
  customer: z.object({ name: z.string(), email: z.string().nullable(), phone: z.string().nullable() }).nullable(),
  notes: z.string().nullable(),
  calcom_booking_uid: z.string().nullable(),
  segments: z.array(
    z.object({
      index: z.int(),
      key: z.string(),
      staff_id: z.string().nullable(),
      booking_id: z.int().nullable(),
      starts_at: zoned,
      ends_at: zoned,
      status: z.string(),
    }),
  ),
  cancellation_reason: z.string().nullable(),
  sync_problem: z.string().nullable(),
  requires_manual_review: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
})

const envelope = <T extends z.ZodType>(data: T) => z.object({ success: z.literal(true), status_code: z.int(), message: z.string(), data })

export const bookingAnswer = envelope(
  z.object({
    appointment_id: z.int(),
    uid: z.string(),
    status: z.enum(['booked', 'pending', 'cancelled', 'completed', 'no_show', 'failed']).describe('pending until Cal.com has it.'),
    starts_at: zoned,
    ends_at: zoned,
    confirmation_code: z.string(),
    new_appointment_id: z.int().optional(),
    old_appointment_id: z.int().optional(),
    appointment,
    appointments: z.array(appointment),
  }),
)

export const appointmentAnswer = envelope(appointment)

export const appointmentListAnswer = envelope(z.array(appointment)).extend({
  meta: z.object({ count: z.int(), next_cursor: z.string().nullable() }),
})

export const problem = z.object({
  success: z.literal(false),
  status_code: z.int(),
  message: z.string(),
  errors: z.record(z.string(), z.array(z.string())).optional().describe('By field.'),
  reason: z.string().optional().describe('Machine-readable.'),
  alternatives: z.array(slot).optional().describe('What is known here to be free instead, best first, at most 3.'),
  sentence: z.string().optional().describe('To be said: the alternatives, and a question which suits.'),
  retry_after: z.int().optional().describe('Seconds.'),
  request_id: z.string(),
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
})

export const webhookAnswer = z.object({
  received: z.literal(true),
  status: z.enum(['processed', 'ignored', 'ok']),
  message: z.string().optional(),
  duplicate: z.boolean().optional().describe('The same delivery was stored before.'),
  action: z.string().optional(),
  event_id: z.string().optional(),
})

export const webhookPing = z.object({ ping: z.literal('ok') })

const health = z.enum(['healthy', 'unhealthy'])

export const healthAnswer = z.object({
  status: z.enum(['healthy', 'degraded']),
  timestamp: z.string(),
  environment: z.string(),
  version: z.string(),
  checks: z.object({ database: health, cache: health, redis: health, storage: health, queue: health }),
  metrics: z.object({ uptime_seconds: z.int(), memory_usage_mb: z.int() }),
})

export const testAnswer = z.object({ message: z.string() })
