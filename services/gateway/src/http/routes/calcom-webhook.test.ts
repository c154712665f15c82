import { IngestResponse } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { memoryDirectory } from '@calbridge/directory'
import { SALON, salonTenant } from '@calbridge/directory/testing'
import { manualClock } from '@calbridge/testkit'
import { beforeEach, expect, it } from 'vitest'
import { memoryRateLimiter } from '../../domain/memory-rate-limiter.ts'
import type { Quota } from '../../domain/rate-limiter.ts'
import type { OpenRequest, OpenRoute } from '../route.ts'
import { calcomWebhook, WEBHOOK_PATHS } from './calcom-webhook.ts'

let counted: { key: string; quota: Quota }[] = []
let limiter = memoryRateLimiter(manualClock(0))
beforeEach(() => {
  counted = []
  limiter = memoryRateLimiter(manualClock(0))
})

const SIGNED = Buffer.from('{"signed":true}')
const route = calcomWebhook(WEBHOOK_PATHS[0]!, {
  webhookIngest: {
    ingest: async ({ body }) => {
      if (!SIGNED.equals(body)) throw new AppError('unauthenticated', 'Invalid Cal.com signature')
      return IngestResponse.fromPartial({ status: 1, tenant: SALON.tenant })
    },
  },
  directory: memoryDirectory([salonTenant({ limits: undefined })]),
  limiter: {
    take: (key, quota) => {
      counted.push({ key, quota })
      return limiter.take(key, quota)
    },
    look: (key, quota) => limiter.look(key, quota),
  },
}) as OpenRoute

const deliver = async (remoteAddress: string, { hookId = '', body = SIGNED } = {}): Promise<number> => {
  const request: OpenRequest = {
    params: hookId ? { hook_id: hookId } : {},
    requestId: '1',
    nowMs: 0,
    header: () => undefined,
    signal: new AbortController().signal,
    body,
    remoteAddress,
    path: '/',
  }
  try {
    return (await route.handle(request)).status
  } catch (error) {
    return (error as { status: number }).status
  }
}
const hookId = SALON.hooks.mitte
const unsigned = { hookId, body: Buffer.from('{}') }

it('counts 1,000 a second for each sender, never by his address in clear, and 100 for a tenant once its signature is verified', async () => {
  await deliver('192.0.2.1', { hookId })
  await deliver('192.0.2.2')
  await deliver('192.0.2.1', { hookId: 'no-such-hook', body: unsigned.body })
  const keys = counted.map(({ key }) => key)
  const tenant = `{${SALON.tenant}}:limit:webhooks`
  const [sender, other] = [keys[0], keys[2]]
  expect(keys).toEqual([sender, tenant, other, tenant, sender])
  expect(sender).toMatch(/^\{sender-[0-9a-f]{16}\}:limit:webhook_senders$/)
  expect(other).not.toBe(sender)
  expect(counted.map(({ quota }) => `${quota.limit}/${quota.windowMs}`)).toEqual([
    '1000/1000',
    '100/1000',
    '1000/1000',
    '100/1000',
    '1000/1000',
  ])
})

it('lets a tenant’s own deliveries in while strangers flood its hook: unsigned, they count for their senders alone', async () => {
  const flood = await Promise.all(Array.from({ length: 2_000 }, () => deliver('203.0.113.9', unsigned)))
  expect(flood.filter((status) => status === 401)).toHaveLength(1_000)
  expect(flood.filter((status) => status === 429)).toHaveLength(1_000)
  expect(await deliver('192.0.2.1', { hookId })).toBe(200)
})

it('refuses a tenant’s deliveries beyond its own limit before they are stored', async () => {
  for (let n = 0; n < 100; n++) expect(await deliver('192.0.2.1', { hookId })).toBe(200)
  expect(await deliver('192.0.2.1', { hookId })).toBe(429)
})
