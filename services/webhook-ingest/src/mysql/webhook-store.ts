import { CalcomWebhook, recordKey, topics } from '@calbridge/contracts'
import { appendToOutbox, type Database, isDuplicateKey, read, type Transaction, toJson, transaction } from '@calbridge/mysql'
import type { Delivery, WebhookStore } from '../application/ports.ts'

export interface WebhookStoreOptions {
  readonly sameContentMs: number
  readonly timeoutMs: number
}

export function mysqlWebhookStore(db: Database, { sameContentMs, timeoutMs }: WebhookStoreOptions): WebhookStore {
  const bound = { timeoutMs, attempts: 3 }
  return {
    store: async (delivery) => {
      const stored = await transaction(db, (trx) => insert(trx, delivery, sameContentMs), bound).catch((error: unknown) => {
        if (isDuplicateKey(error, 'unique_body')) return false
        throw error
      })
      if (!stored) await countAgain(db, delivery)
      return stored ? 'stored' : 'duplicate'
    },
    tenantsOf: (uid) =>
      read(db, async () => {
        const rows: { company_id: number }[] = await db('webhook_events')
          .where({ booking_uid: uid })
          .whereNotNull('company_id')
          .distinct('company_id')
          .limit(2)
        return rows.map(({ company_id }) => String(company_id))
      }),
  }
}

async function insert(trx: Transaction, delivery: Delivery, sameContentMs: number): Promise<boolean> {
  await lockContent(trx, delivery)
  if (await sentJustNow(trx, delivery, sameContentMs)) return false
  await trx('webhook_events').insert({
    event_type: delivery.trigger.slice(0, 60),
    event_id: delivery.eventId,
    company_id: delivery.tenant,
    hook_id: delivery.hookId || null,
    booking_uid: delivery.uid.slice(0, 64) || null,
    url: delivery.path.slice(0, 255),
    headers: toJson(delivery.headers),
    payload: Buffer.from(delivery.rawBody),
    response_code: 200,
    status: delivery.ignoredBecause ? 'ignored' : 'processed',
    notes: delivery.ignoredBecause ?? null,
    body_hash: delivery.hashes.body,
    idempotency_key: delivery.hashes.content,
    sent_at: new Date(delivery.sentAtMs),
    received_at: new Date(delivery.receivedAtMs),
    processed_at: delivery.ignoredBecause ? null : new Date(delivery.receivedAtMs),
  })
  if (delivery.message) await appendToOutbox(trx, 'webhook', [record(delivery, delivery.message)])
  return true
}

/** The same content's other delivery waits until this one is committed; 256 lanes a tenant keep strangers apart. */
const lockContent = (trx: Transaction, { tenant, hashes }: Delivery) =>
  trx.raw(
    `INSERT INTO webhook_content_locks (company_id, lane, locked_count) VALUES (?, ?, 1)
     ON DUPLICATE KEY UPDATE locked_count = locked_count + 1`,
    [tenant, Number.parseInt(hashes.content.slice(0, 2), 16)],
  )

async function sentJustNow(trx: Transaction, { tenant, hashes, sentAtMs }: Delivery, sameContentMs: number): Promise<boolean> {
  const row = await trx('webhook_events')
    .where({ company_id: tenant, idempotency_key: hashes.content })
    .whereBetween('sent_at', [new Date(sentAtMs - sameContentMs), new Date(sentAtMs + sameContentMs)])
    .first('id')
  return row !== undefined
}

const countAgain = (db: Database, { tenant, hashes }: Delivery) =>
  db('webhook_events').where({ company_id: tenant, idempotency_key: hashes.content }).increment('delivery_count', 1)

function record({ eventId, tenant, uid, receivedAtMs }: Delivery, message: CalcomWebhook) {
  return {
    topic: topics.calcomWebhooks.name,
    key: recordKey(tenant, uid),
    value: CalcomWebhook.encode(message).finish(),
    headers: {
      id: eventId,
      type: `calcom.${message.trigger.toLowerCase()}`,
      time: new Date(receivedAtMs).toISOString(),
      ...(message.traceparent && { traceparent: message.traceparent }),
    },
  }
}
