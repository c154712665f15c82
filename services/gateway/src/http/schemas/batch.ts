import { z } from 'zod'
import { availabilityAnswer, problem } from './answers.ts'
import { availabilityRequest } from './requests.ts'

/** A look-up as the simple route takes it, with a name. */
export const batchLookUp = availabilityRequest.omit({ call_id: true }).extend({
  id: z.string().max(100).nullish().describe('Comes back with the result; its place in the list without it.'),
})

// Each look-up is parsed by itself, so that a wrong one fails alone; the document says what it is to be.
const { $schema: _, ...lookUpSchema } = z.toJSONSchema(batchLookUp, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' })

export const batchRequest = z.object({
  look_ups: z.array(z.unknown().meta(lookUpSchema)).min(1).max(100),
  call_id: availabilityRequest.shape.call_id,
})

export const batchAnswer = z.object({
  results: z
    .array(z.union([availabilityAnswer.extend({ id: z.string() }), z.object({ id: z.string(), error: problem })]))
    .describe('In the order of the look-ups: what the simple route would answer, or why not.'),
  meta: z.object({ upstream_calls: z.int() }),
})
