import { type BookingServiceClient, type Credential, recordKey, type Tenant, topics } from '@calbridge/contracts'
import type { Clock, Ids } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import type { GrpcClient } from '@calbridge/grpc'
import { eventHeaders, type Publisher } from '@calbridge/kafka'
import { currentTraceparent, withSpan } from '@calbridge/telemetry'
import type { Redis } from 'ioredis'
import { type PollDeps, poll } from './application/poll.ts'
import type { Pollable } from './application/poller.ts'
import { type ClientOf, toRemote, unlessAbsent } from './calcom/remote-side.ts'
import type { Config } from './config.ts'
import { localSide } from './grpc/local-side.ts'
import { pollPlace } from './redis/poll-places.ts'

export interface PollablesOptions {
  readonly directory: Pick<Directory, 'tenants'>
  readonly booking: GrpcClient<(typeof BookingServiceClient)['service']>
  readonly clientOf: ClientOf
  readonly publisher: Pick<Publisher, 'publish'>
  readonly redis: Redis
  readonly clock: Clock
  readonly ids: Ids
  readonly config: Pick<Config, 'poll' | 'calcom' | 'compare'>
}

/** Every credential of every active tenant, to be polled for webhooks that were lost. */
export const pollables = (options: PollablesOptions) => (): Pollable[] =>
  options.directory
    .tenants()
    .filter(({ active }) => active)
    .flatMap((tenant) => tenant.credentials.map((credential) => pollable(options, tenant, credential)))

function pollable(options: PollablesOptions, tenant: Tenant, credential: Credential): Pollable {
  const { redis, clock, ids, config, booking, clientOf } = options
  const place = pollPlace(redis, tenant.id, credential.fingerprint)
  const deps: PollDeps = { publish: publishTo(options.publisher), clock, ids, traceparent: currentTraceparent, options: config.poll }
  const reading = (signal: AbortSignal) => ({ priority: 'reconcile' as const, signal, timeoutMs: config.calcom.readTimeoutMs })
  const target = (signal: AbortSignal) => ({
    tenant: tenant.id,
    local: localSide({ client: booking, tenant, call: { signal }, maxBookings: config.compare.maxBookings }),
    changes: (afterUpdatedAtMs: number, skip: number) =>
      clientOf(tenant.id, credential).listBookings(
        { afterUpdatedAtMs, sort: { by: 'updatedAt', order: 'asc' }, take: config.poll.take, skip },
        reading(signal),
      ),
    get: (uid: string) => unlessAbsent(clientOf(tenant.id, credential).getBooking(uid, reading(signal))),
    toRemote: (one: Parameters<typeof toRemote>[0]) => toRemote(one, tenant, credential.id),
    cursor: { read: place.readCursor, write: place.writeCursor },
  })
  return {
    tenant: tenant.id,
    credential: credential.id,
    takeTurn: place.takeTurn,
    endTurn: place.endTurn,
    poll: (signal) => withSpan('poll Cal.com', {}, () => poll(deps, target(signal))),
  }
}

const publishTo =
  ({ publish }: Pick<Publisher, 'publish'>): PollDeps['publish'] =>
  (webhooks) =>
    publish(
      topics.calcomWebhooks,
      webhooks.map((value) => ({
        key: recordKey(value.tenant, value.uid),
        value,
        headers: eventHeaders({ id: value.eventId, type: `calcom.${value.trigger.toLowerCase()}`, timeMs: value.receivedAtMs }),
      })),
    )
