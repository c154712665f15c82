import type { GetSlotsRequest, Tenant } from '@calbridge/contracts'
import { FieldErrors } from '../../domain/field-errors.ts'
import { type Range, readRange } from '../../domain/look-up-range.ts'
import { findPlaces, type Places } from '../../domain/places.ts'
import type { AvailabilityRequest } from '../schemas/requests.ts'
import { readFreshness } from './freshness.ts'
import { readZone } from './zone.ts'

export interface LookUp extends Places {
  readonly range: Range
  /** In which times are shown. */
  readonly zone: string
  readonly freshness: Pick<GetSlotsRequest, 'freshness' | 'maxAgeMs'>
}

export const DEFAULT_ZONE = 'Europe/Berlin'

/** What is looked up. Throws InvalidFields, or AppError not_found for what is not the tenant's. */
export function lookUpOf(body: AvailabilityRequest, tenant: Tenant, nowMs: number): LookUp {
  const errors = new FieldErrors()
  const zone = readZone(body, errors) ?? DEFAULT_ZONE
  const range = readRange(body.start_date, body.end_date, zone, nowMs, errors)
  const freshness = readFreshness(body, errors)
  errors.throwIfAny()
  const places = findPlaces(tenant, { service: body.service_id, branch: body.branch_id, staff: body.staff_id ?? undefined })
  return { ...places, range: range!, zone, freshness }
}
