import { CalcomWebhook } from '@calbridge/contracts'
import { silentLog } from '@calbridge/core'
import { migrateAll, openDatabase } from '@calbridge/mysql'
import { fileScope, mysqlUrl, testIds } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Delivery } from '../application/ports.ts'
import { hashesOf } from '../domain/content.ts'
import { bodyOf, uidOf } from '../testing/deliveries.ts'
import { MIGRATIONS } from '../testing/stack.ts'
import { countRepetitions } from './repetitions.ts'
import { mysqlWebhookStore } from './webhook-store.ts'

describe.each(['mariadb', 'mysql8'] as const)('on %s', (engine) => {
  const scope = fileScope()
  const ids = testIds()
  let db: ReturnType<typeof openDatabase>
  let store: ReturnType<typeof mysqlWebhookStore>
  beforeAll(async () => {
    const url = await mysqlUrl({ engine })
    await migrateAll(url, [MIGRATIONS])
    db = openDatabase({ url, poolMax: 16 }, scope)
    store = mysqlWebhookStore(db, countRepetitions(db, silentLog, scope), { sameContentMs: 5_000, timeoutMs: 10_000 })
  })

  const delivery = (differs: Partial<Delivery> & { body?: string } = {}): Delivery => {
    const { body = bodyOf(), uid = uidOf(), tenant = '1', ...rest } = differs
    const eventId = ids.next()
    return {
      eventId,
      tenant,
      hookId: 'hook-mitte',
      trigger: 'BOOKING_CREATED',
      uid,
      path: '/api/calcom/webhook/hook-mitte',
      headers: { 'user-agent': 'node' },
      rawBody: Buffer.from(body),
      hashes: hashesOf(Buffer.from(body)),
      sentAtMs: 1_800_000_000_000,
      receivedAtMs: 1_800_000_000_100,
      message: CalcomWebhook.fromPartial({ eventId, tenant, uid, trigger: 'BOOKING_CREATED' }),
      ignoredBecause: undefined,
      ...rest,
    }
  }
  const outboxOf = (uid: string) => db('webhook_outbox').where({ record_key: `1/${uid}` })

  it('keeps a delivery and its message together', async () => {
    const one = delivery()
    expect(await store.store(one)).toEqual({ duplicate: false, eventId: one.eventId })
    expect(await db('webhook_events').where({ event_id: one.eventId }).first('source', 'status', 'received_at')).toEqual({
      source: 'calcom',
      status: 'processed',
      received_at: new Date(one.receivedAtMs),
    })
    expect(await outboxOf(one.uid)).toHaveLength(1)
  })

  it('keeps neither when one of them does not fit', async () => {
    const one = delivery({ eventId: 'x'.repeat(40) })
    await expect(store.store(one)).rejects.toThrow()
    expect(await outboxOf(one.uid)).toEqual([])
  })

  it('stores the same once, whoever of fifty is first, and tells the others under which id', async () => {
    const body = bodyOf()
    const uid = uidOf()
    const all = await Promise.all(Array.from({ length: 50 }, () => store.store(delivery({ body, uid }))))
    const [first] = all.filter(({ duplicate }) => !duplicate)
    expect(all.filter(({ duplicate }) => duplicate)).toHaveLength(49)
    expect(new Set(all.map(({ eventId }) => eventId))).toEqual(new Set([first?.eventId]))
    expect(await outboxOf(uid)).toHaveLength(1)
  })

  it('stores the same bytes once, however much later they come', async () => {
    const body = bodyOf()
    await store.store(delivery({ body }))
    expect(await store.store(delivery({ body, sentAtMs: 1_810_000_000_000 }))).toMatchObject({ duplicate: true })
  })

  it('keeps tenants apart: the same bytes are each one’s own', async () => {
    const body = bodyOf()
    await store.store(delivery({ body }))
    expect(await store.store(delivery({ body, tenant: '2' }))).toMatchObject({ duplicate: false })
  })

  it('knows for whom a booking was taken first, and nobody for one that was only quarantined', async () => {
    const uid = uidOf()
    await store.store(delivery({ uid }))
    await store.store(delivery({ uid, tenant: '2' }))
    expect(await store.tenantOf(uid)).toBe('1')
    const stray = delivery({ ignoredBecause: 'unknown_event_type', message: undefined })
    await store.store(stray)
    expect(await store.tenantOf(stray.uid)).toBeUndefined()
  })
})
