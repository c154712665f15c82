import { AvailabilityServiceClient, BookingServiceClient, WebhookServiceClient } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import { type GrpcClient, grpcClient } from '@calbridge/grpc'
import type { Config } from './config.ts'

export type Booking = GrpcClient<typeof BookingServiceClient.service>
export type Availability = GrpcClient<typeof AvailabilityServiceClient.service>
export type WebhookIngest = GrpcClient<typeof WebhookServiceClient.service>

export interface Backends {
  readonly booking: Booking
  readonly availability: Availability
  readonly webhookIngest: WebhookIngest
}

export function connectBackends(config: Config, scope: Scope): Backends {
  const { serviceToken } = config
  const to = (addresses: readonly string[], defaultDeadlineMs: number) => ({ addresses, serviceToken, defaultDeadlineMs })
  return {
    booking: ourFault(grpcClient(BookingServiceClient, to(config.bookingGrpc, config.writeMs), scope)),
    availability: ourFault(grpcClient(AvailabilityServiceClient, to(config.availabilityGrpc, config.lookUpMs), scope)),
    webhookIngest: grpcClient(WebhookServiceClient, to(config.webhookIngestGrpc, config.webhookMs), scope),
  }
}

/**
 * The caller was let in here: when a service behind refuses our own credentials, that is our fault and not a 401 or 403.
 * Not for webhook-ingest, whose `unauthenticated` is about the signature.
 */
function ourFault<Client extends object>(client: Client): Client {
  const guarded = Object.entries(client).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await (call as (...args: unknown[]) => Promise<unknown>)(...args)
      } catch (error) {
        const { code } = AppError.from(error)
        if (code !== 'unauthenticated' && code !== 'permission_denied') throw error
        throw new AppError('internal', 'internal error', { cause: error })
      }
    },
  ])
  return Object.fromEntries(guarded) as Client
}
