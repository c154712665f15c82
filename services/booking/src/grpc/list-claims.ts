import type { ListClaimsRequest, ListClaimsResponse } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import type { AppointmentStore } from '../application/ports.ts'
import { parseInstant } from './fields.ts'
import { claimMessage } from './messages.ts'

// Availability asks for all that can be booked at once, from yesterday on.
const MAX_RANGE_MS = 800 * 86_400_000

export const listClaims =
  (store: Pick<AppointmentStore, 'liveClaims'>) =>
  async ({ context, fromMs, toMs }: ListClaimsRequest, call: Call): Promise<ListClaimsResponse> => {
    const tenant = requireTenant(call, context)
    requirePermission(call, 'read')
    parseInstant(fromMs, 'from_ms')
    if (toMs <= fromMs || toMs - fromMs > MAX_RANGE_MS)
      throw new AppError('invalid_argument', 'to_ms must be after from_ms, by at most 800 days', { field: 'to_ms' })
    return { claims: (await store.liveClaims(tenant, fromMs, toMs)).map(claimMessage) }
  }
