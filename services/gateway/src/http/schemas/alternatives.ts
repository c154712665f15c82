import { z } from 'zod'
import { meta, service, slot } from './answers.ts'
import { freshness, id, maxAge, time, timeZone } from './fields.ts'

export const STRATEGIES = ['same_day', 'next_workday', 'next_week', 'next_available'] as const

const timeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 09:00')
const partOfDay = z.object({ from: timeOfDay, to: timeOfDay })

export const alternativesRequest = z.object({
  service_id: id,
  branch_id: id,
  staff_id: id.nullish().describe('Without it, anybody who can do the service.'),
  start: time.nullish().describe('The time that was wished for; never among the alternatives.'),
  start_time: time.nullish(),
  timeZone: timeZone.nullish(),
  timezone: timeZone.nullish(),
  limit: z.int().min(1).max(10).nullish().describe('2 without it.'),
  window_min: z.int().min(1).max(720).nullish().describe('How far from the wished time, minutes; 120 without it.'),
  preference: partOfDay.nullish().describe('Part of the day that suits best: starts inside come first, `to` is outside.'),
  business_hours: partOfDay.nullish().describe('Nothing outside is offered; `to` is the last start. 09:00 to 18:00 without it.'),
  weekends: z.boolean().nullish().describe('Saturdays and Sundays too.'),
  strategies: z.array(z.enum(STRATEGIES)).min(1).max(STRATEGIES.length).nullish().describe('In which order; all of them without it.'),
  horizon_days: z.int().min(1).max(14).nullish().describe('How far ahead of the wish; 7 without it.'),
  taken: z
    .array(z.object({ start: time, end: time }))
    .max(200)
    .nullish()
    .describe('Times of the customer that are taken elsewhere.'),
  language: z.enum(['de', 'en']).nullish().describe('Of the sentence and the descriptions; de without it.'),
  hold_uid: z.uuid().nullish().describe('The caller’s own hold: its time counts as free.'),
  freshness: freshness.nullish(),
  max_age_ms: maxAge.nullish(),
  call_id: z.string().max(100).nullish().describe('The phone call that asks.'),
})

const alternative = slot.extend({
  datetime: slot.shape.start,
  type: z.enum(['same_day_later', 'same_day_earlier', 'next_workday', 'next_week', 'next_available']),
  description: z.string().describe('As a person says it: morgen um 14 Uhr.'),
  source: meta.shape.source,
  verified: z.boolean().describe('False when the answer is older or less complete than asked for.'),
  score: z.int().describe('Higher is nearer to the wish.'),
})

export const alternativesAnswer = z.object({
  data: z.object({
    service,
    alternatives: z.array(alternative).describe('Best first.'),
    sentence: z.string().describe('To be said: at most three of them, and a question which suits.'),
  }),
  meta,
})

export type AlternativesRequest = z.output<typeof alternativesRequest>
