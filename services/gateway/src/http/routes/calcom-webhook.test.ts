import { IngestResponse } from '@calbridge/contracts'
import { memoryDirectory } from '@calbridge/directory'
import { SALON, salonTenant } from '@calbridge/directory/testing'
import { expect, it } from 'vitest'
import type { Quota } from '../../domain/rate-limiter.ts'
import type { OpenRequest, OpenRoute } from '../route.ts'
import { calcomWebhook, WEBHOOK_PATHS } from './calcom-webhook.ts'

const counted: { key: string; quota: Quota }[] = []
const route = calcomWebhook(WEBHOOK_PATHS[0]!, {
  webhookIngest: { ingest: async () => IngestResponse.fromPartial({ status: 1 }) },
  directory: memoryDirectory([salonTenant({ limits: undefined })]),
  limiter: {
    take: async (key, quota) => {
      counted.push({ key, quota })
      return { allowed: true, remaining: 1, resetMs: 1, retryAfterMs: 0 }
    },
  },
}) as OpenRoute

const from = (remoteAddress: string, hookId?: string) =>
  route.handle({
    params: hookId ? { hook_id: hookId } : {},
    requestId: '1',
    nowMs: 0,
    header: () => undefined,
    signal: new AbortController().signal,
    body: Buffer.from('{}'),
    remoteAddress,
    path: '/',
  } satisfies OpenRequest)

it('counts 100 a second for the tenant of a hook, and for each sender where none is named, never by his address in clear', async () => {
  await from('192.0.2.1', SALON.hooks.mitte)
  await from('192.0.2.1')
  await from('192.0.2.1', 'no-such-hook')
  await from('192.0.2.2')
  const keys = counted.map(({ key }) => key)
  expect(keys[0]).toBe(`{${SALON.tenant}}:limit:webhooks`)
  expect(keys[1]).toMatch(/^\{sender-[0-9a-f]{16}\}:limit:webhooks$/)
  expect(keys[2]).toBe(keys[1])
  expect(keys[3]).not.toBe(keys[1])
  expect(new Set(counted.map(({ quota }) => `${quota.limit}/${quota.windowMs}`))).toEqual(new Set(['100/1000']))
})
