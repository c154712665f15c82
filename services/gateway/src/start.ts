import { createKeyring } from '@calbridge/calcom'
import { type Scope, systemClock } from '@calbridge/core'
import { followDirectory } from '@calbridge/directory'
import { authenticator, startGrpcServer } from '@calbridge/grpc'
import { connectKafka, startPublisher } from '@calbridge/kafka'
import { openDatabase, startOutboxPublisher } from '@calbridge/mysql'
import { createLogger, startMetricsServer } from '@calbridge/telemetry'
import type { Config } from './config.ts'
import { directoryService } from './grpc/directory-service.ts'
import { randomKey, uuidV7 } from './ids.ts'
import { startHttp } from './start-http.ts'

export interface Ports {
  readonly httpPort: number
  readonly grpcPort: number
  readonly metricsPort: number
}

/** The service's wiring, all of it: what exists, in what order it starts, and what closes it. */
export async function startGateway(config: Config, scope: Scope): Promise<Ports> {
  const log = createLogger('gateway', config.logLevel)
  const clock = systemClock

  const db = openDatabase(config.mysql, scope)
  const kafka = connectKafka({ ...config.kafka, clientId: 'gateway', log })
  const publisher = await startPublisher(kafka, scope)
  startOutboxPublisher({ db, prefix: 'directory', publish: publisher.send, clock, log }, scope)
  const directory = await followDirectory({ kafka, clock, log }, scope)

  const keyring = createKeyring(config.keyEncryptionKeys)
  const authenticate = authenticator({ serviceToken: config.serviceToken, findApiKey: (hash) => directory.findApiKey(hash) })
  const { port: grpcPort } = await startGrpcServer(
    {
      host: config.host,
      port: config.grpcPort,
      services: [directoryService({ db, keyring, clock, ids: uuidV7, makeKey: randomKey })],
      authenticate,
      reflection: config.reflection,
      log,
    },
    scope,
  )
  let listening = false
  const ready = {
    http: () => listening,
    directory: () => directory.ready(),
    database: async () => (await db.raw('SELECT 1')) !== undefined,
  }
  const { port: metricsPort } = await startMetricsServer({ host: config.host, port: config.metricsPort, ready }, scope)

  const { port: httpPort } = await startHttp(config, { db, directory, clock, log }, scope)
  listening = true

  log.info({ httpPort, grpcPort, metricsPort }, 'started')
  return { httpPort, grpcPort, metricsPort }
}
