import { Freshness, type GetSlotsRequest } from '@calbridge/contracts'
import type { FieldErrors } from '../../domain/field-errors.ts'
import type { AvailabilityRequest } from '../schemas/requests.ts'

const FRESHNESS = {
  cache_ok: Freshness.FRESHNESS_UNSPECIFIED,
  cache_only: Freshness.FRESHNESS_CACHE_ONLY,
  max_age: Freshness.FRESHNESS_MAX_AGE,
  fresh: Freshness.FRESHNESS_FRESH,
} as const

/** How old an answer may be. What is wrong goes to `errors`. */
export function readFreshness(
  body: Pick<AvailabilityRequest, 'freshness' | 'max_age_ms'>,
  errors: FieldErrors,
): Pick<GetSlotsRequest, 'freshness' | 'maxAgeMs'> {
  if (body.freshness === 'max_age' && body.max_age_ms == null) errors.add('max_age_ms', 'is required for freshness max_age')
  return { freshness: FRESHNESS[body.freshness ?? 'cache_ok'], maxAgeMs: body.max_age_ms ?? 0 }
}
