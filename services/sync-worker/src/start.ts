import { randomUUID } from 'node:crypto'
import { createKeyring } from '@calbridge/calcom'
import { BookingServiceClient, topics } from '@calbridge/contracts'
import { type Scope, systemClock } from '@calbridge/core'
import { followDirectory } from '@calbridge/directory'
import { authenticator, grpcClient, startGrpcServer } from '@calbridge/grpc'
import { connectKafka, consume, on, startPublisher } from '@calbridge/kafka'
import { openDatabase } from '@calbridge/mysql'
import { connectRedis } from '@calbridge/redis'
import { createLogger, startMetricsServer, withSpan } from '@calbridge/telemetry'
import { runJob } from './application/run-job.ts'
import { startScheduler } from './application/scheduler.ts'
import { tell } from './application/tell.ts'
import { calcomOf } from './calcom/calcom-of.ts'
import type { Config } from './config.ts'
import type { Job } from './domain/job.ts'
import { bookingPort } from './grpc/booking-port.ts'
import { onAppointmentEvent } from './kafka/on-appointment-event.ts'
import { metrics } from './metrics.ts'
import { countJobs } from './mysql/count-jobs.ts'
import { mysqlJobStore } from './mysql/job-store.ts'

/** The service's wiring, all of it: what exists, in what order it starts, and what closes it. */
export async function startSyncWorker(config: Config, scope: Scope): Promise<{ grpcPort: number; metricsPort: number }> {
  const log = createLogger('sync-worker', config.logLevel)
  const clock = systemClock
  const { host, settings } = config

  const db = openDatabase(config.mysql, scope)
  const store = mysqlJobStore(db, randomUUID())
  metrics.watch(() => countJobs(db))
  const redis = await connectRedis({ url: config.redisUrl, log }, scope)
  const booking = bookingPort(grpcClient(BookingServiceClient, { ...config.booking, serviceToken: config.serviceToken }, scope))

  const kafka = connectKafka({ ...config.kafka, clientId: 'sync-worker', log })
  const publisher = await startPublisher(kafka, scope)
  const directory = await followDirectory({ kafka, log }, scope)
  await directory.caughtUp

  const calcom = calcomOf(
    { directory, redis, clock, keyring: createKeyring(config.keyEncryptionKeys), options: { ...config.calcom, ...settings } },
    scope,
  )
  const onRecorded = (job: Job, report: Parameters<typeof tell>[2]): void => {
    tell(log, job, report)
    metrics.recorded(report)
    if (report.outcome === 'synced') metrics.synced(job.kind, clock.now() - job.occurredAtMs)
  }
  const told = { onAnswer: metrics.answered, onLookUp: metrics.lookedUp, onRecorded }
  const deps = { store, booking, calcomOf: calcom, settings, clock, random: Math.random, log, ...told }
  const run = (job: Job, signal: AbortSignal): Promise<number> =>
    withSpan(`sync ${job.kind}`, { kind: 'consumer', parent: job.traceparent }, () => runJob(deps, job, signal))
  const scheduler = startScheduler({ store, run, clock, log, options: config.scheduler }, scope)

  const consumer = await consume(
    {
      kafka,
      groupId: config.kafka.groupId,
      publisher,
      routes: [on(topics.appointments, onAppointmentEvent({ store, wake: scheduler.wake, log }))],
    },
    scope,
  )
  const authenticate = authenticator({ serviceToken: config.serviceToken })
  const { port: grpcPort } = await startGrpcServer(
    { host, port: config.grpcPort, services: [], authenticate, reflection: config.reflection, log },
    scope,
  )
  const ready = { directory: directory.ready, appointments: consumer.ready }
  const { port: metricsPort } = await startMetricsServer({ host, port: config.metricsPort, ready }, scope)
  log.info({ grpc_port: grpcPort, metrics_port: metricsPort }, 'started')
  return { grpcPort, metricsPort }
}
