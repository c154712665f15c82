import { z } from 'zod'
import { time, timeZone } from './fields.ts'

const utc = z.string().describe('ISO 8601, UTC.')
const source = z.enum(['none', 'l1', 'l2', 'upstream', 'stale'])

const start = time.optional().describe('Why was this start offered or not? Each day then has a verdict.')
const zone = timeZone.optional().describe('For a start without an offset; the zone of the tenant without it.')

export const pastAnswerQuery = z.object({ start, timeZone: zone })

const callerId = z.string().min(1).max(100).optional()

export const pastAnswersQuery = z
  .object({ call_id: callerId, request_id: callerId, start, timeZone: zone })
  .refine(({ call_id, request_id }) => (call_id === undefined) !== (request_id === undefined), {
    path: ['call_id'],
    error: 'or request_id is required, and not both',
  })

const pastDay = z.object({
  event_type_id: z.string(),
  staff_id: z.string().nullable().describe('null where Cal.com chooses.'),
  date: z.string().describe('The UTC day.'),
  offered: z.array(utc),
  listed: z.array(utc).describe('What Cal.com had listed, before bookings known here and the notice were taken off.'),
  loaded_at: utc,
  load: z.string().describe('Names the call to Cal.com that it came from.'),
  source,
  verdict: z.enum(['offered', 'not_named', 'claimed_here', 'inside_notice', 'not_listed', 'out_of_range']).optional(),
})

const pastAnswer = z.object({
  answer_id: z.string(),
  request_id: z.string(),
  call_id: z.string(),
  operation: z.string(),
  answered_at: utc,
  from: utc,
  to: utc,
  source,
  age_ms: z.int(),
  degraded: z.boolean(),
  missing_days: z.int(),
  days: z.array(pastDay),
})

export const pastAnswersAnswer = z.object({
  data: z.array(pastAnswer).describe('Oldest first; at most 200, and none after the one with which there are 2,000 days.'),
})

export type PastAnswerQuery = z.output<typeof pastAnswerQuery>
export type PastAnswersAnswer = z.output<typeof pastAnswersAnswer>
