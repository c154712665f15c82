import { type CalcomWebhook, type Keyring, parseWebhook, verifySignature } from '@calbridge/calcom'
import type { Tenant } from '@calbridge/contracts'
import { AppError, type Clock, type Ids } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import { hashesOf } from '../domain/content.ts'
import { actionOf, eventMessage, triggerOf } from '../domain/event-message.ts'
import { findTenant } from './find-hook.ts'
import type { WebhookStore } from './ports.ts'

export interface IngestDeps {
  readonly directory: Pick<Directory, 'findHook' | 'findEventType' | 'tenant'>
  readonly keyring: Pick<Keyring, 'open'>
  readonly store: WebhookStore
  readonly clock: Clock
  readonly ids: Ids
  readonly traceparent: () => string | undefined
  readonly maxBodyBytes: number
}

export interface Incoming {
  readonly hookId: string
  readonly rawBody: Uint8Array
  readonly headers: Readonly<Record<string, string>>
  readonly path: string
}

export interface Ingested {
  readonly outcome: 'processed' | 'ignored' | 'ok' | 'duplicate'
  readonly eventId: string
  readonly tenant: string
  readonly trigger: string
  readonly action: string
}

/** Verifies a delivery over its raw bytes, then stores it with what booking shall hear, before anything is answered. */
export async function ingest(deps: IngestDeps, incoming: Incoming): Promise<Ingested> {
  const { rawBody, headers, hookId, path } = incoming
  if (rawBody.length > deps.maxBodyBytes)
    throw new AppError('invalid_argument', 'the body is too large', { field: 'body', reason: 'body_too_large' })
  const receivedAtMs = deps.clock.now()
  const parsed = parseWebhook(rawBody)
  const found = await findTenant(deps, hookId, parsed)
  if (!found || !verifySignature(rawBody, headers, found.secrets))
    throw new AppError('unauthenticated', 'Invalid Cal.com signature', { reason: 'invalid_signature' })

  const { tenant } = found
  const eventId = deps.ids.next()
  const answer = { eventId, tenant: tenant.id, trigger: parsed.trigger, action: actionOf(parsed) }
  if (parsed.kind === 'ping') return { ...answer, outcome: 'ok' }
  const trigger = triggerOf(parsed)
  const ignoredBecause = whyIgnored(tenant, parsed, trigger)
  const stored = await deps.store.store({
    eventId,
    tenant: tenant.id,
    hookId,
    trigger: parsed.trigger,
    uid: parsed.uid ?? '',
    path,
    headers: kept(headers),
    rawBody,
    hashes: hashesOf(rawBody),
    sentAtMs: parsed.createdAtMs ?? receivedAtMs,
    receivedAtMs,
    message:
      trigger && !ignoredBecause
        ? eventMessage(parsed, trigger, { eventId, tenant: tenant.id, receivedAtMs, traceparent: deps.traceparent() })
        : undefined,
    ignoredBecause,
  })
  return { ...answer, outcome: stored === 'duplicate' ? 'duplicate' : ignoredBecause ? 'ignored' : 'processed' }
}

/** A trigger that nothing here handles, no booking, or an event type that is not this tenant's: quarantined, nothing revealed. */
function whyIgnored(tenant: Tenant, parsed: CalcomWebhook, trigger: string | undefined): string | undefined {
  if (!trigger) return 'unhandled_trigger'
  if (!parsed.uid) return 'no_booking_uid'
  const known = parsed.eventTypeId === undefined || tenant.eventMap.some(({ eventTypeId }) => eventTypeId === String(parsed.eventTypeId))
  return known ? undefined : 'unknown_event_type'
}

const KEPT_HEADERS = ['content-type', 'user-agent', 'x-cal-webhook-version', 'x-request-id']

const kept = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.includes(name)))
