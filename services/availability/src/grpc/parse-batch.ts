import type { BatchGetSlotsRequest, BatchLookUp } from '@calbridge/contracts'
import { wrong } from './wrong-field.ts'

const MOST_LOOK_UPS = 1_000
const LONGEST_ID = 100

/** Throws `invalid_argument` for what is wrong with the batch as such: too many, or names that are none. */
export function parseBatch({ lookUps }: BatchGetSlotsRequest): readonly BatchLookUp[] {
  if (lookUps.length > MOST_LOOK_UPS) throw wrong('look_ups', `must be at most ${MOST_LOOK_UPS}`)
  const ids = new Set<string>()
  for (const [index, { id }] of lookUps.entries()) {
    const field = `look_ups[${index}].id`
    if (id === '' || id.length > LONGEST_ID) throw wrong(field, `must have 1 to ${LONGEST_ID} characters`)
    if (ids.has(id)) throw wrong(field, 'must be unique in the batch')
    ids.add(id)
  }
  return lookUps
}
