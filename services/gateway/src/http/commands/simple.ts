import type { GetSlotsRequest, Tenant } from '@calbridge/contracts'
import { HttpError } from '../http-error.ts'
import type { AvailabilityRequest } from '../schemas/requests.ts'
import { type LookUp, lookUpOf } from './look-up.ts'

/** A look-up of a service of one piece. Throws like `lookUpOf`, and HttpError 400 for a composite one. */
export function simpleOf(body: AvailabilityRequest, tenant: Tenant, nowMs: number): LookUp {
  const lookUp = lookUpOf(body, tenant, nowMs)
  if (lookUp.service.composite)
    throw new HttpError(400, 'Service is composite. Use /availability/composite endpoint', { reason: 'composite', field: 'service_id' })
  return lookUp
}

/** What availability is asked; the context is the caller's to add. */
export const slotsRequestOf = ({ service, branch, staff, range, freshness }: LookUp): GetSlotsRequest => ({
  context: undefined,
  eventTypeId: '',
  serviceId: service.id,
  branchId: branch.id,
  staffId: staff?.id ?? '',
  ...range,
  ...freshness,
  holder: '',
  segmentKey: '',
  durationMin: 0,
})
