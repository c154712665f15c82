import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createKeyring } from '@calbridge/calcom'
import { type CalcomWebhook, hookContext, type IngestResponse, type Tenant, topics, WebhookServiceClient } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { SALON, salonTenant } from '@calbridge/directory/testing'
import { grpcClient } from '@calbridge/grpc'
import { connectKafka, consume, ensureTopics, on, startPublisher } from '@calbridge/kafka'
import { type Database, migrateAll, openDatabase } from '@calbridge/mysql'
import { freeTopic, kafkaBrokers, mysqlUrl, type TcpProxy, tcpProxy, until } from '@calbridge/testkit'
import { loadConfig } from '../config.ts'
import { startWebhookIngest } from '../start.ts'
import { HOOK, OTHER, OWN_EVENT_TYPE, SECRETS, SHARED_EVENT_TYPE, sign } from './deliveries.ts'

export const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))

export interface Sent {
  readonly hookId?: string
  readonly headers?: Record<string, string>
  readonly secret?: string
}

export interface Row {
  readonly status: string
  readonly notes: string | null
  readonly payload: Buffer
  readonly company_id: number
  readonly event_type: string
  readonly delivery_count: number
}

export interface Stack {
  readonly db: Database
  /** What is between the service and its database. */
  readonly network: TcpProxy
  readonly metricsPort: number
  /** What was published, in order. */
  readonly published: CalcomWebhook[]
  /** Delivers a body, signed unless headers are given. */
  deliver(body: string | Uint8Array, sent?: Sent): Promise<IngestResponse>
  rows(where: Record<string, unknown>): Promise<Row[]>
}

/** A webhook-ingest on real MariaDB and Kafka; two tenants, two hooks of the first one, two secrets of the first hook. */
export async function startStack(scope: Scope, env: Record<string, string> = {}): Promise<Stack> {
  const keys = `k1:${randomBytes(32).toString('base64')}`
  const token = randomBytes(32).toString('hex')
  const topicPrefix = freeTopic('ingest')
  const [url, brokers] = await Promise.all([mysqlUrl(), kafkaBrokers()])
  await migrateAll(url, [MIGRATIONS])
  const network = await tcpProxy(url, scope)
  const db = openDatabase({ url, poolMax: 4 }, scope)
  const kafka = connectKafka({ brokers, clientId: 'test', topicPrefix })
  await ensureTopics(kafka, [topics.directory, topics.calcomWebhooks], { partitions: 3, replicationFactor: 1 })
  const publisher = await startPublisher(kafka, scope)
  await publisher.publish(
    topics.directory,
    tenants(keys).map((value) => ({ key: value.id, value })),
  )

  const config = loadConfig({
    HOST: '127.0.0.1',
    GRPC_PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    SERVICE_TOKEN: token,
    KEY_ENCRYPTION_KEYS: keys,
    MYSQL_URL: network.url,
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: topicPrefix,
    OUTBOX_POLL_MS: '50',
    MAX_BODY_BYTES: '100000',
    ...env,
  })
  const { grpcPort, metricsPort } = await startWebhookIngest(config, scope)
  const published: CalcomWebhook[] = []
  const consumer = await consume(
    { kafka, groupId: 'test', publisher, routes: [on(topics.calcomWebhooks, async (event) => void published.push(event))] },
    scope,
  )
  await until('the test to listen', () => consumer.ready())

  const options = { addresses: [`127.0.0.1:${grpcPort}`], serviceToken: token, defaultDeadlineMs: 10_000 }
  const client = grpcClient(WebhookServiceClient, options, scope)
  const context = { tenant: '', origin: 0, callId: '', requestId: '', idempotencyKey: '' } as const
  return {
    db,
    network,
    metricsPort,
    published,
    deliver(body, { hookId = HOOK, secret = SECRETS.mitte, headers = { 'x-cal-signature-256': sign(body, secret) } } = {}) {
      const path = `/api/calcom/webhook${hookId && `/${hookId}`}`
      return client.ingest({ context, hookId, body: Buffer.from(body), headers: { 'content-type': 'application/json', ...headers }, path })
    },
    rows: (where) => db('webhook_events').where(where).orderBy('id'),
  }
}

function tenants(keys: string): Tenant[] {
  const keyring = createKeyring(keys)
  const hook = (tenant: string, hookId: string, ...secrets: string[]) => {
    const sealed = secrets.map((secret) => keyring.seal(secret, hookContext(tenant, hookId)))
    return { hookId, encryptedSecrets: sealed.map(({ bytes }) => Buffer.from(bytes)), keyId: 'k1', credentialId: '1' }
  }
  const salon = salonTenant()
  const [mapping] = salon.eventMap
  return [
    {
      ...salon,
      webhooks: [
        hook(SALON.tenant, SALON.hooks.mitte, SECRETS.mitte, SECRETS.mitteNew),
        hook(SALON.tenant, SALON.hooks.nord, SECRETS.nord),
      ],
      eventMap: [OWN_EVENT_TYPE, SHARED_EVENT_TYPE].map((id) => ({ ...mapping!, eventTypeId: String(id) })),
    },
    salonTenant({
      id: OTHER.tenant,
      slug: 'other',
      webhooks: [hook(OTHER.tenant, OTHER.hook, SECRETS.other)],
      eventMap: [OTHER.eventType, SHARED_EVENT_TYPE].map((id) => ({ ...mapping!, eventTypeId: String(id) })),
    }),
  ]
}
