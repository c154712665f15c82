import { FieldErrors } from '../../domain/field-errors.ts'
import { parseTime } from '../../domain/wall-time.ts'
import type { PastAnswerQuery } from '../schemas/past-answers.ts'
import { readZone } from './zone.ts'

/** The start that is asked about, epoch ms; 0 for none. Throws InvalidFields. */
export function askedStart(query: PastAnswerQuery, tenantZone: string): number {
  if (query.start === undefined) return 0
  const errors = new FieldErrors()
  const parsed = parseTime(query.start, readZone(query, errors) ?? tenantZone)
  if (parsed.ms === undefined) errors.add('start', parsed.problem)
  errors.throwIfAny()
  return parsed.ms ?? 0
}
