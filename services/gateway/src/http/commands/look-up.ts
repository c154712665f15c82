import { Freshness, type GetSlotsRequest, type Tenant } from '@calbridge/contracts'
import { FieldErrors } from '../../domain/field-errors.ts'
import { type Range, readRange } from '../../domain/look-up-range.ts'
import { findPlaces, type Places } from '../../domain/places.ts'
import type { AvailabilityRequest } from '../schemas/requests.ts'
import { readZone } from './zone.ts'

export interface LookUp extends Places {
  readonly range: Range
  /** In which times are shown. */
  readonly zone: string
  readonly freshness: Pick<GetSlotsRequest, 'freshness' | 'maxAgeMs'>
}

const DEFAULT_ZONE = 'Europe/Berlin'

const FRESHNESS = {
  cache_ok: Freshness.FRESHNESS_UNSPECIFIED,
  cache_only: Freshness.FRESHNESS_CACHE_ONLY,
  max_age: Freshness.FRESHNESS_MAX_AGE,
  fresh: Freshness.FRESHNESS_FRESH,
} as const

/** What is looked up. Throws InvalidFields, or AppError not_found for what is not the tenant's. */
export function lookUpOf(body: AvailabilityRequest, tenant: Tenant, nowMs: number): LookUp {
  const errors = new FieldErrors()
  const zone = readZone(body, errors) ?? DEFAULT_ZONE
  const range = readRange(body.start_date, body.end_date, zone, nowMs, errors)
  if (body.freshness === 'max_age' && body.max_age_ms == null) errors.add('max_age_ms', 'is required for freshness max_age')
  errors.throwIfAny()
  const places = findPlaces(tenant, { service: body.service_id, branch: body.branch_id, staff: body.staff_id ?? undefined })
  const freshness = { freshness: FRESHNESS[body.freshness ?? 'cache_ok'], maxAgeMs: body.max_age_ms ?? 0 }
  return { ...places, range: range!, zone, freshness }
}
