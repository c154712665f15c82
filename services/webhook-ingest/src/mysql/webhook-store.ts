import { CalcomWebhook, recordKey, topics } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { appendToOutbox, type Database, isDuplicateKey, read, type Transaction, toJson, transaction } from '@calbridge/mysql'
import type { Delivery, WebhookStore } from '../application/ports.ts'
import type { CountAgain } from './repetitions.ts'

export interface WebhookStoreOptions {
  readonly sameContentMs: number
  readonly timeoutMs: number
}

export function mysqlWebhookStore(db: Database, countAgain: CountAgain, { sameContentMs, timeoutMs }: WebhookStoreOptions): WebhookStore {
  const bound = { timeoutMs, attempts: 3 }
  return {
    store: async (delivery) => {
      const stored = await transaction(db, (trx) => insert(trx, delivery, sameContentMs), bound).catch((error: unknown) => {
        if (isDuplicateKey(error, 'unique_body')) return false
        throw error
      })
      if (stored) return { duplicate: false, eventId: delivery.eventId }
      const { id, event_id } = await read(db, () => theFirst(db, delivery), bound)
      countAgain(id)
      return { duplicate: true, eventId: event_id }
    },
    tenantOf: (uid) =>
      read(
        db,
        async () => {
          const row = await db('webhook_events').where({ booking_uid: uid, status: 'processed' }).orderBy('id').first('company_id')
          return row && String(row.company_id)
        },
        bound,
      ),
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

/**
 * The same content's other delivery waits until this one is committed; 256 lanes a tenant keep most strangers apart.
 * A lane is locked and not written: who then finds a duplicate has nothing to flush to disk.
 */
async function lockContent(trx: Transaction, { tenant, hashes }: Delivery): Promise<void> {
  const lane = { company_id: tenant, lane: Number.parseInt(hashes.content.slice(0, 2), 16) }
  const locked = await trx('webhook_content_locks').where(lane).forUpdate().first('lane')
  // The first of a lane: whoever inserts at the same time waits for this one, too.
  if (!locked) await trx('webhook_content_locks').insert(lane).onConflict(['company_id', 'lane']).merge(['lane'])
}

async function sentJustNow(trx: Transaction, { tenant, hashes, sentAtMs }: Delivery, sameContentMs: number): Promise<boolean> {
  const row = await trx('webhook_events')
    .where({ company_id: tenant, idempotency_key: hashes.content })
    .whereBetween('sent_at', [new Date(sentAtMs - sameContentMs), new Date(sentAtMs + sameContentMs)])
    .first('id')
  return row !== undefined
}

/** The one that stands for it: of the same bytes, else of the same content and nearest in time. */
async function theFirst(db: Database, { tenant, hashes, sentAtMs }: Delivery): Promise<{ id: number; event_id: string }> {
  const row = await db('webhook_events')
    .where({ company_id: tenant, idempotency_key: hashes.content })
    .orderByRaw('body_hash = ? DESC, ABS(TIMESTAMPDIFF(MICROSECOND, sent_at, ?))', [hashes.body, new Date(sentAtMs)])
    .first('id', 'event_id')
  if (!row) throw new AppError('unavailable', 'a delivery vanished while it was counted', { reason: 'not_stored' })
  return row
}

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
