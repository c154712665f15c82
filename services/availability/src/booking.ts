import { BookingServiceClient, type CallContext, Origin } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { grpcClient } from '@calbridge/grpc'
import type { ListClaims } from './application/rebuild-claims.ts'
import type { ListDemand } from './application/warm-up.ts'
import type { Config } from './config.ts'

export interface Booking {
  readonly listClaims: ListClaims
  readonly listDemand: ListDemand
}

/** What is asked of booking. */
export function connectBooking({ bookingGrpc: addresses, serviceToken, claims }: Config, scope: Scope): Booking {
  const client = grpcClient(BookingServiceClient, { addresses, serviceToken, defaultDeadlineMs: claims.rebuildMs }, scope)
  const contextOf = (tenant: string): CallContext => ({
    tenant,
    origin: Origin.ORIGIN_SYSTEM,
    callId: '',
    requestId: '',
    idempotencyKey: '',
  })
  return {
    listClaims: async (tenant, fromMs, toMs) =>
      (await client.listClaims({ context: contextOf(tenant), fromMs, toMs }, { tenant, idempotent: true })).claims,
    listDemand: async (tenant, sinceMs, minBookings) =>
      (await client.listPopularServices({ context: contextOf(tenant), sinceMs, minBookings }, { tenant, idempotent: true })).services,
  }
}
