import { z } from 'zod'

export const warmUpRequest = z.object({
  days: z.int().min(1).max(14).nullish().describe('From today on, UTC; 7 without it.'),
  min_bookings: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullish()
    .describe('A service is popular with more bookings than this in 30 days; 5 without it.'),
})

const utc = z.string().describe('ISO 8601, UTC.')

const warmUp = z.object({
  run_id: z.string(),
  state: z.enum(['running', 'waiting', 'done', 'failed']).describe('waiting: nothing is sent until there is spare budget again.'),
  started_at: utc,
  updated_at: utc,
  event_types: z.int().describe('To be warmed; 0 until booking has said what is popular.'),
  done: z.int(),
  warm_days: z.int().describe('That were warm already.'),
  loaded_days: z.int(),
  upstream_calls: z.int(),
  look_ups_served: z.int().describe('That were answered from what the run loaded, so far.'),
  reason: z.string().nullable().describe('Why it failed, or what it waits for.'),
})

export const warmUpAnswer = z.object({ data: warmUp })

export type WarmUpAnswer = z.output<typeof warmUpAnswer>
