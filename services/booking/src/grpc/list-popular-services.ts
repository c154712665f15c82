import type { ListPopularServicesRequest, ListPopularServicesResponse } from '@calbridge/contracts'
import { AppError, type Clock } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import type { ListPopularServices } from '../mysql/popular-services.ts'
import { parseInstant } from './fields.ts'

// Bounds what one request reads.
const MAX_AGE_MS = 366 * 86_400_000

export interface ListPopularServicesDeps {
  readonly listPopular: ListPopularServices
  readonly clock: Pick<Clock, 'now'>
}

export const listPopularServices =
  ({ listPopular, clock }: ListPopularServicesDeps) =>
  async ({ context, sinceMs, minBookings }: ListPopularServicesRequest, call: Call): Promise<ListPopularServicesResponse> => {
    const tenant = requireTenant(call, context)
    requirePermission(call, 'read')
    parseInstant(sinceMs, 'since_ms')
    if (sinceMs < clock.now() - MAX_AGE_MS)
      throw new AppError('invalid_argument', 'since_ms must be at most a year ago', { field: 'since_ms' })
    const services = await listPopular(tenant, sinceMs, minBookings)
    return { services: services.map((service) => ({ ...service, byHourOfWeek: [...service.byHourOfWeek] })) }
  }
