import { createKeyring } from '@calbridge/calcom'
import { WebhookServiceService } from '@calbridge/contracts'
import { type Scope, systemClock } from '@calbridge/core'
import { followDirectory } from '@calbridge/directory'
import { authenticator, service, startGrpcServer, unary } from '@calbridge/grpc'
import { connectKafka, startPublisher } from '@calbridge/kafka'
import { openDatabase, startOutboxPublisher } from '@calbridge/mysql'
import { createLogger, startMetricsServer } from '@calbridge/telemetry'
import { v7 } from 'uuid'
import type { Config } from './config.ts'
import { ingest } from './grpc/ingest.ts'
import { countRepetitions } from './mysql/repetitions.ts'
import { mysqlWebhookStore } from './mysql/webhook-store.ts'
import { traceOf } from './trace-of.ts'

/** The service's wiring, all of it: what exists, in what order it starts, and what closes it. */
export async function startWebhookIngest(config: Config, scope: Scope): Promise<{ grpcPort: number; metricsPort: number }> {
  const log = createLogger('webhook-ingest', config.logLevel)
  const clock = systemClock

  const db = openDatabase({ ...config.mysql, acquireMs: config.storeMs, lockWaitSeconds: 1, log }, scope)
  const store = mysqlWebhookStore(db, countRepetitions(db, log, scope), { sameContentMs: config.sameContentMs, timeoutMs: config.storeMs })
  const kafka = connectKafka({ ...config.kafka, clientId: 'webhook-ingest', log })
  const publisher = await startPublisher(kafka, scope)
  startOutboxPublisher({ db, prefix: 'webhook', publish: publisher.send, pollMs: config.outboxPollMs, log }, scope)
  const directory = await followDirectory({ kafka, log }, scope)
  await directory.caughtUp

  const deps = {
    directory,
    keyring: createKeyring(config.keyEncryptionKeys),
    store,
    clock,
    ids: { next: () => v7() },
    traceparent: traceOf,
    maxBodyBytes: config.maxBodyBytes,
    storeMs: config.storeMs,
    log,
  }
  const { port: grpcPort } = await startGrpcServer(
    {
      host: config.host,
      port: config.grpcPort,
      services: [service(WebhookServiceService, { ingest: unary(ingest(deps)) })],
      authenticate: authenticator({ serviceToken: config.serviceToken }),
      reflection: config.reflection,
      log,
    },
    scope,
  )
  const { port: metricsPort } = await startMetricsServer(
    { host: config.host, port: config.metricsPort, ready: { directory: directory.ready } },
    scope,
  )
  log.info({ grpc_port: grpcPort, metrics_port: metricsPort }, 'started')
  return { grpcPort, metricsPort }
}
