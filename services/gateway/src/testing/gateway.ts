import { hashApiKey } from '@calbridge/calcom'
import { type Tenant, topics } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { salonTenant } from '@calbridge/directory/testing'
import { startPublisher } from '@calbridge/kafka'
import { until } from '@calbridge/testkit'
import { loadConfig } from '../config.ts'
import { startGateway } from '../start.ts'
import { gatewayEnvironment } from './servers.ts'
import { startStandIns } from './stand-ins.ts'

const PLENTY = { availabilityPerMinute: 100_000, bookingsPerMinute: 100_000, changesPerMinute: 100_000, webhooksPerSecond: 100_000 }

const key = (clear: string, permissions: string[]) => ({ id: clear, hash: hashApiKey(clear), permissions, expiresAtMs: 0, revoked: false })

/** Keys of the salon, by what they may do; `other` is another tenant's. */
export const KEYS = {
  all: 'salon-all',
  reader: 'salon-reader',
  booker: 'salon-booker',
  revoked: 'salon-revoked',
  other: 'other-all',
  limited: 'limited-all',
}

/** Takes one webhook a second. */
export const LIMITED_HOOK = 'hook-limited'
export const LIMITED_TENANT = '3'

const everything = ['read', 'book', 'cancel', 'reschedule', 'admin']

/** The salon (plenty of requests), another tenant with other ids, and one with the default limits. */
const TENANTS: Tenant[] = [
  salonTenant({
    limits: PLENTY,
    apiKeys: [
      key(KEYS.all, everything),
      key(KEYS.reader, ['read']),
      key(KEYS.booker, ['book']),
      { ...key(KEYS.revoked, everything), revoked: true },
    ],
  }),
  salonTenant({
    id: '2',
    slug: 'other',
    limits: PLENTY,
    webhooks: [],
    eventMap: [],
    services: salonTenant().services.map((one) => ({ ...one, id: `9${one.id}` })),
    branches: salonTenant().branches.map((one, at) => ({ ...one, id: one.id.replace('8001', '9001'), legacyId: `9${at}` })),
    staff: salonTenant().staff.map((one, at) => ({ ...one, id: one.id.replace('8002', '9002'), legacyId: `9${at}` })),
    apiKeys: [key(KEYS.other, everything)],
  }),
  salonTenant({
    id: LIMITED_TENANT,
    slug: 'limited',
    webhooks: [{ hookId: LIMITED_HOOK, encryptedSecrets: [], keyId: '', credentialId: '' }],
    limits: { availabilityPerMinute: 0, bookingsPerMinute: 0, changesPerMinute: 0, webhooksPerSecond: 1 },
    apiKeys: [key(KEYS.limited, everything)],
  }),
]

/** The whole gateway on real servers and sockets; only the services behind it are stand-ins. */
export async function startTestGateway(scope: Scope, overrides: Record<string, string> = {}) {
  const standIns = await startStandIns(scope)
  const { environment, kafka } = await gatewayEnvironment()
  const { address } = standIns
  const behind = { BOOKING_GRPC: address, AVAILABILITY_GRPC: address, WEBHOOK_INGEST_GRPC: address }
  const { httpPort, metricsPort } = await startGateway(loadConfig({ ...environment, ...behind, ...overrides }), scope)
  const publisher = await startPublisher(kafka, scope)
  await publisher.publish(
    topics.directory,
    TENANTS.map((tenant) => ({ key: tenant.id, value: tenant })),
  )

  const url = `http://127.0.0.1:${httpPort}`
  const call = caller(url)
  for (const known of [KEYS.all, KEYS.other, KEYS.limited]) {
    await until('the gateway to know its tenants', async () => (await call('GET', '/api/v2/bookings', { key: known })).status === 200)
  }
  standIns.reset()
  return { url, httpPort, metricsPort, standIns, call }
}

export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>

export interface CallOptions {
  readonly key?: string | undefined
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it expects
export type Answered = { readonly status: number; readonly body: any; readonly text: string; readonly headers: Headers }

/** A body that is a text goes as it is, anything else as JSON. */
const caller =
  (url: string) =>
  async (method: string, path: string, { key, body, headers = {} }: CallOptions = {}): Promise<Answered> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(key && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, body: isJson ? JSON.parse(text) : undefined, text, headers: response.headers }
  }
