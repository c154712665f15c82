import type { BookingServiceClient, Tenant } from '@calbridge/contracts'
import type { Call, GrpcClient } from '@calbridge/grpc'
import type { LocalSide, RemoteSide } from './application/ports.ts'
import { type ClientOf, remoteSide } from './calcom/remote-side.ts'
import { localSide } from './grpc/local-side.ts'

export type SidesOf = (
  tenant: Tenant,
  call: Pick<Call, 'signal' | 'deadlineMs' | 'remainingMs'>,
) => { readonly local: LocalSide; readonly remote: RemoteSide }

interface Options {
  readonly booking: GrpcClient<(typeof BookingServiceClient)['service']>
  readonly clientOf: ClientOf
  readonly maxBookings: number
  readonly readTimeoutMs: number
}

/** Both sides of a tenant for the length of one call: read until its deadline, and not after it went away. */
export const sidesBy =
  ({ booking, clientOf, maxBookings, readTimeoutMs }: Options): SidesOf =>
  (tenant, call) => ({
    local: localSide({ client: booking, tenant, call: { signal: call.signal, deadlineMs: call.deadlineMs }, maxBookings }),
    remote: remoteSide({
      tenant,
      clientOf,
      signal: call.signal,
      maxBookings,
      timeoutMs: () => Math.min(readTimeoutMs, call.remainingMs()),
    }),
  })
