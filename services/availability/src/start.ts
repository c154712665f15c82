import { createKeyring } from '@calbridge/calcom'
import { AvailabilityServiceService, topics, UpstreamServiceService } from '@calbridge/contracts'
import { type Scope, systemClock } from '@calbridge/core'
import { followDirectory } from '@calbridge/directory'
import { authenticator, rawUnary, service, startGrpcServer, unary } from '@calbridge/grpc'
import { connectKafka, consume, on, startPublisher } from '@calbridge/kafka'
import { connectRedis } from '@calbridge/redis'
import { createLogger, startMetricsServer } from '@calbridge/telemetry'
import { lookForAlternatives } from './application/look-for-alternatives.ts'
import { lookForWays } from './application/look-for-ways.ts'
import { lookUp } from './application/look-up.ts'
import { lookUpBatch } from './application/look-up-batch.ts'
import { Served } from './application/served.ts'
import { unitResolver } from './application/units.ts'
import { connectBooking } from './booking.ts'
import { startCache } from './cache.ts'
import { calcomClients } from './calcom/clients.ts'
import { loadSlots } from './calcom/load-slots.ts'
import type { Config } from './config.ts'
import { startFacts } from './facts.ts'
import { answerIds } from './grpc/answer-ids.ts'
import { batchGetSlots } from './grpc/batch-get-slots.ts'
import { findAlternatives } from './grpc/find-alternatives.ts'
import { findCompositeSlots } from './grpc/find-composite-slots.ts'
import { getAnswers } from './grpc/get-answers.ts'
import { getSlots } from './grpc/get-slots.ts'
import { getWarmUp } from './grpc/get-warm-up.ts'
import { listCredentials } from './grpc/list-credentials.ts'
import { resetBreaker } from './grpc/reset-breaker.ts'
import { startWarmUp } from './grpc/start-warm-up.ts'
import { timely } from './grpc/timely.ts'
import { startHistory } from './history.ts'
import { onAppointmentEvent } from './kafka/on-appointment-event.ts'
import { watchProjection } from './kafka/watch-projection.ts'
import { metrics, projectionGauge } from './metrics.ts'
import { startWarmUps } from './warm-up.ts'

/** The service's wiring: what exists, in what order it starts, and what closes it. The cache's own is in `cache.ts`. */
export async function startAvailability(config: Config, scope: Scope): Promise<{ grpcPort: number; metricsPort: number }> {
  const log = createLogger('availability', config.logLevel)
  const clock = systemClock

  const kafka = connectKafka({ ...config.kafka, clientId: 'availability', log })
  const publisher = await startPublisher(kafka, scope)
  const directory = await followDirectory({ kafka, log, clock }, scope)
  await directory.caughtUp

  // The budget has a connection of its own, so that no permit waits behind a large read.
  const budgetRedis = await connectRedis({ url: config.redis.url, log }, scope)
  const keyring = createKeyring(config.keyEncryptionKeys)
  const { findClient, upstreamOf } = calcomClients({ ...config.calcom, directory, keyring, redis: budgetRedis, clock }, scope)
  const facts = await startFacts(config, { directory, findClient, clock, log }, scope)
  const load = facts.check(loadSlots({ findClient, timeoutMs: config.cache.loadTimeoutMs, onCall: metrics.called }))

  const { listClaims, listDemand } = connectBooking(config, scope)
  const lagMs = await watchProjection({ kafka, groupId: config.kafka.groupId, clock, log, everyMs: config.claims.lagEveryMs }, scope)
  projectionGauge(lagMs)
  const claimsCurrent = () => lagMs() <= config.claims.lagMaxMs
  const served = new Served(metrics.warmServed)
  const cacheDeps = { loadSlots: load, factNews: facts.news, listClaims, claimsCurrent, served, clock, log }
  const cache = await startCache(config, cacheDeps, scope)

  const onEvent = onAppointmentEvent({ directory, claims: cache.claims, onApplied: metrics.projected, now: clock.now })
  await consume({ kafka, groupId: config.kafka.groupId, publisher, routes: [on(topics.appointments, onEvent)] }, scope)

  const history = startHistory(config, { clock, log }, scope)
  const resolveUnits = unitResolver()
  const warmUps = await startWarmUps(config, { directory, resolveUnits, collect: cache.collect, listDemand, served, clock, log }, scope)
  const lookUps = {
    ...config.lookUp,
    directory,
    resolveUnits,
    clock,
    answerId: answerIds(),
    recordAnswer: history.record,
    onAnswer: metrics.answered,
    onOffered: metrics.offered,
  }
  const batch = lookUpBatch({ collect: cache.collect, clock, ...config.batch, ...config.lookUp })
  const { port: grpcPort } = await startGrpcServer(
    {
      host: config.host,
      port: config.grpcPort,
      services: [
        service(AvailabilityServiceService, {
          getSlots: rawUnary(timely(getSlots({ ...lookUps, answer: lookUp(cache.find) }), metrics.missed)),
          batchGetSlots: rawUnary(timely(batchGetSlots({ ...lookUps, lookUp: batch }), metrics.missed)),
          findAlternatives: unary(
            timely(findAlternatives({ ...lookUps, lookFor: lookForAlternatives(cache.find, clock) }), metrics.missed),
          ),
          findCompositeSlots: unary(timely(findCompositeSlots({ ...lookUps, lookFor: lookForWays(cache.find) }), metrics.missed)),
          getAnswers: unary(getAnswers({ directory, find: history.find })),
          startWarmUp: unary(startWarmUp({ directory, start: warmUps.start })),
          getWarmUp: unary(getWarmUp({ directory, find: warmUps.find })),
        }),
        service(UpstreamServiceService, {
          listCredentials: unary(listCredentials({ directory, upstreamOf })),
          resetBreaker: unary(resetBreaker({ directory, upstreamOf, log })),
        }),
      ],
      authenticate: authenticator({ serviceToken: config.serviceToken, findApiKey: (hash) => directory.findApiKey(hash) }),
      reflection: config.reflection,
      log,
    },
    scope,
  )

  // Not Redis, not Kafka: without them look-ups are still answered, older and marked.
  const { port: metricsPort } = await startMetricsServer(
    { host: config.host, port: config.metricsPort, ready: { directory: directory.ready } },
    scope,
  )
  log.info({ grpc_port: grpcPort, metrics_port: metricsPort }, 'started')
  return { grpcPort, metricsPort }
}
