import { z } from 'zod'
import { meta } from './answers.ts'
import { id } from './fields.ts'
import { availabilityRequest } from './requests.ts'

export const compositeRequest = availabilityRequest.omit({ staff_id: true }).extend({
  staff_ids: z.array(id).max(100).nullish().describe('Only these; anybody who can do the segments without it.'),
  preferred_staff_id: id.nullish().describe('Of ways that are equally short, the one with most of this staff member.'),
  same_staff: z.boolean().nullish().describe('One staff member for all of it, or whoever is free; without it as the service says.'),
})

const zoned = z.string().describe('ISO 8601 with the offset of the zone asked for.')
const pause = z.object({ starts_at: zoned, ends_at: zoned, duration: z.int().describe('Minutes.') })
const staffId = z.string().nullable().describe('null where Cal.com chooses.')

const serviceSegment = z.object({
  key: z.string(),
  name: z.string(),
  durationMin: z.int(),
  gapAfterMin: z.int(),
  gapAfterMax: z.int(),
  preferSameStaff: z.boolean(),
})

const compositeSlot = z.object({
  composite_slot_id: z.string().describe('The same for the same times and staff.'),
  starts_at: zoned,
  ends_at: zoned,
  total_duration: z.int().describe('Minutes, pauses included.'),
  segments: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      staff_id: staffId,
      staff_name: z.string().nullable(),
      starts_at: zoned,
      ends_at: zoned,
      duration: z.int(),
    }),
  ),
  pause: pause.describe('Between the first two segments.'),
  pauses: z.array(pause).describe('Between all of them.'),
})

const lettered = z.object({ start: zoned, end: zoned, staff_id: staffId })

export const compositeAnswer = z.object({
  data: z.object({
    service: z.object({ id: z.int(), name: z.string(), is_composite: z.literal(true), segments: z.array(serviceSegment) }),
    slots: z.array(compositeSlot).describe('By start; of each start the best way; at most 30.'),
    composite_slots: z
      .array(z.object({ composite_slot_id: z.string(), segment_a: lettered, segment_b: lettered }).catchall(lettered))
      .describe('The same slots as old scripts spell them; further segments are segment_c and so on.'),
    total: z.int().describe('All starts that there are.'),
    message: z.string().optional().describe('Why there are none, where that is known.'),
  }),
  meta,
})

export type CompositeRequest = z.output<typeof compositeRequest>
