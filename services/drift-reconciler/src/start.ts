import { createKeyring, credentialClients } from '@calbridge/calcom'
import { BookingServiceClient, type Credential, credentialContext, DirectoryServiceClient, DriftServiceService } from '@calbridge/contracts'
import { type Scope, systemClock } from '@calbridge/core'
import { followDirectory } from '@calbridge/directory'
import { authenticator, grpcClient, service, startGrpcServer, unary } from '@calbridge/grpc'
import { connectKafka, startPublisher } from '@calbridge/kafka'
import { connectRedis } from '@calbridge/redis'
import { createLogger, startMetricsServer } from '@calbridge/telemetry'
import { v7 } from 'uuid'
import { startPoller } from './application/poller.ts'
import type { Config } from './config.ts'
import { compareBookings } from './grpc/compare-bookings.ts'
import { importEventTypes } from './grpc/import-event-types.ts'
import { metrics } from './metrics.ts'
import { pollables } from './pollables.ts'
import { sidesBy } from './sides.ts'

/** The service's wiring, all of it: what exists, in what order it starts, and what closes it. */
export async function startDriftReconciler(config: Config, scope: Scope): Promise<{ grpcPort: number; metricsPort: number }> {
  const log = createLogger('drift-reconciler', config.logLevel)
  const clock = systemClock
  const { host, serviceToken } = config

  const redis = await connectRedis({ url: config.redisUrl, log }, scope)
  const booking = grpcClient(BookingServiceClient, { ...config.booking, serviceToken }, scope)
  const gateway = grpcClient(DirectoryServiceClient, { ...config.directory, serviceToken }, scope)
  const kafka = connectKafka({ ...config.kafka, clientId: 'drift-reconciler', log })
  const directory = await followDirectory({ kafka, log }, scope)
  await directory.caughtUp

  const clients = credentialClients({ ...config.calcom, keyring: createKeyring(config.keyEncryptionKeys), redis, clock }, scope)
  const clientOf = (tenant: string, credential: Credential) => clients(credential, credentialContext(tenant, credential.id))
  const sidesOf = sidesBy({ booking, clientOf, ...config.calcom, ...config.compare })
  const handlers = {
    compareBookings: unary(compareBookings({ directory, sidesOf, clock, log, options: config.compare })),
    importEventTypes: unary(importEventTypes({ gateway, directory, clientOf, readTimeoutMs: config.calcom.readTimeoutMs, log })),
  }
  if (config.poll.intervalMs > 0) {
    const publisher = await startPublisher(kafka, scope)
    const ids = { next: () => v7() }
    const all = pollables({ directory, booking, clientOf, publisher, redis, clock, ids, config })
    const tickMs = Math.min(1_000, config.poll.intervalMs)
    startPoller({ ...config.poll, all, clock, log, tickMs, onPolled: metrics.polled, onFailed: metrics.pollFailed }, scope)
  }
  const { port: grpcPort } = await startGrpcServer(
    {
      host,
      port: config.grpcPort,
      services: [service(DriftServiceService, handlers)],
      authenticate: authenticator({ serviceToken }),
      reflection: config.reflection,
      log,
    },
    scope,
  )
  const { port: metricsPort } = await startMetricsServer({ host, port: config.metricsPort, ready: { directory: directory.ready } }, scope)
  log.info({ grpc_port: grpcPort, metrics_port: metricsPort }, 'started')
  return { grpcPort, metricsPort }
}
