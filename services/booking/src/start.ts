import { topics } from '@calbridge/contracts'
import { type Ids, type Scope, systemClock } from '@calbridge/core'
import { followDirectory } from '@calbridge/directory'
import { authenticator, startGrpcServer } from '@calbridge/grpc'
import { connectKafka, consume, on, startPublisher } from '@calbridge/kafka'
import { openDatabase, startOutboxPublisher } from '@calbridge/mysql'
import { connectRedis } from '@calbridge/redis'
import { createLogger, currentTraceparent, startMetricsServer } from '@calbridge/telemetry'
import { v7 } from 'uuid'
import type { Config } from './config.ts'
import { remoteOffer } from './directory/remote-offer.ts'
import { bookingService } from './grpc/service.ts'
import { onCalcomWebhook } from './kafka/on-calcom-webhook.ts'
import { mysqlAppointmentStore } from './mysql/appointment-store.ts'
import { mysqlIdempotencyStore } from './mysql/idempotency-store.ts'
import { mysqlPopularServices } from './mysql/popular-services.ts'
import { mysqlRemoteStore } from './mysql/remote-store.ts'
import { redisChangeSignal } from './redis/change-signal.ts'

/** The service's wiring, all of it: what exists, in what order it starts, and what closes it. */
export async function startBooking(config: Config, scope: Scope): Promise<{ grpcPort: number; metricsPort: number }> {
  const log = createLogger('booking', config.logLevel)
  const clock = systemClock
  const ids: Ids = { next: () => v7() }

  const db = openDatabase(config.mysql, scope)
  const redis = { url: config.redisUrl, log, commandTimeoutMs: config.redisTimeoutMs, resubscribe: false }
  const changes = redisChangeSignal(await connectRedis(redis, scope), await connectRedis(redis, scope))
  const store = mysqlAppointmentStore(db, { clock, ids, traceparent: currentTraceparent })

  const kafka = connectKafka({ ...config.kafka, clientId: 'booking', log })
  const publisher = await startPublisher(kafka, scope)
  const directory = await followDirectory({ kafka, log }, scope)
  startOutboxPublisher({ db, prefix: 'booking', publish: publisher.send, pollMs: config.outboxPollMs, log }, scope)

  await directory.caughtUp

  const commands = {
    store,
    changes,
    clock,
    ids,
    directory,
    idempotency: mysqlIdempotencyStore(db, clock),
    horizonDays: config.horizonDays,
    rereadMs: config.rereadMs,
    heardRereadMs: config.heardRereadMs,
    idempotencyLockMs: config.idempotencyLockMs,
  }
  const { port: grpcPort } = await startGrpcServer(
    {
      host: config.host,
      port: config.grpcPort,
      services: [bookingService({ ...commands, listPopular: mysqlPopularServices(db) })],
      authenticate: authenticator({ serviceToken: config.serviceToken, findApiKey: (hash) => directory.findApiKey(hash) }),
      reflection: config.reflection,
      log,
    },
    scope,
  )

  const webhooks = { store, remotes: mysqlRemoteStore(db), changes, clock, ids, offerOf: remoteOffer(directory), log }
  const consumer = await consume(
    { kafka, groupId: config.kafka.groupId, publisher, routes: [on(topics.calcomWebhooks, onCalcomWebhook(webhooks))] },
    scope,
  )

  const { port: metricsPort } = await startMetricsServer(
    { host: config.host, port: config.metricsPort, ready: { directory: directory.ready, webhooks: consumer.ready } },
    scope,
  )
  log.info({ grpc_port: grpcPort, metrics_port: metricsPort }, 'started')
  return { grpcPort, metricsPort }
}
