import { isTooFarAhead, TOO_FAR_AHEAD } from '../../domain/far-ahead.ts'
import type { FieldErrors } from '../../domain/field-errors.ts'
import { hasOffset, parseTime } from '../../domain/wall-time.ts'

/** A time and the name of the field it came in. */
export type Named = readonly [field: string, text: string | null | undefined]

const isGiven = (spelling: Named): spelling is readonly [string, string] => Boolean(spelling[1])

export interface StartRules {
  readonly start: readonly Named[]
  readonly end: Named
  readonly nowMs: number
  /** Without it, a start without offset is refused. */
  readonly zone: string | undefined
}

/** When an appointment shall start, epoch ms: in the future, and before the end that came with it. What is wrong goes to `errors`. */
export function readStart({ start, end: [endField, endText], nowMs, zone }: StartRules, errors: FieldErrors): number {
  const [given, ...others] = start.filter(isGiven)
  if (!given) {
    errors.add(start[0]![0], 'is required')
    return 0
  }
  const [field, text] = given
  if (zone === undefined && !hasOffset(text)) errors.add('timeZone', `is required where ${field} has no offset`)
  const parsed = parseTime(text, zone ?? 'UTC')
  if (parsed.ms === undefined) errors.add(field, parsed.problem)
  else if (parsed.ms <= nowMs) errors.add(field, 'must be in the future')
  else if (isTooFarAhead(parsed.ms, nowMs)) errors.add(field, TOO_FAR_AHEAD)
  for (const [other, otherText] of others) {
    if (parseTime(otherText, zone ?? 'UTC').ms !== parsed.ms) errors.add(other, `must be the same time as ${field}`)
  }
  if (endText) {
    const end = parseTime(endText, zone ?? 'UTC')
    if (end.ms === undefined) errors.add(endField, end.problem)
    else if (parsed.ms !== undefined && end.ms <= parsed.ms) errors.add(endField, `must be after ${field}`)
  }
  return parsed.ms ?? 0
}
