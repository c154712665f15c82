import { type CalcomWebhook, type Keyring, parseWebhook, verifySignature } from '@calbridge/calcom'
import type { Tenant } from '@calbridge/contracts'
import { AppError, type Clock, type Ids } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import { hashesOf } from '../domain/content.ts'
import { actionOf, eventMessage, triggerOf } from '../domain/event-message.ts'
import { isStorable, whyQuarantined } from '../domain/quarantine.ts'
import { byContent, byHook, type Claimed, verifiedTenant } from './find-tenant.ts'
import { inTime } from './in-time.ts'
import type { Delivery, WebhookStore } from './ports.ts'

export interface IngestDeps {
  readonly directory: Pick<Directory, 'findHook' | 'findEventType' | 'tenant'>
  readonly keyring: Pick<Keyring, 'open'>
  readonly store: WebhookStore
  readonly clock: Clock
  readonly ids: Ids
  /** The trace that the event goes on with: of the request that made the booking, where its metadata tell, else the delivery's own. */
  readonly traceparent: (metadata: Readonly<Record<string, string>>) => string | undefined
  readonly maxBodyBytes: number
  /** Bounds all that the database is asked. */
  readonly storeMs: number
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
  readonly parsed: CalcomWebhook
  readonly action: string
}

/**
 * Verifies a delivery over its raw bytes, then stores it with what booking shall hear, before anything is answered.
 * Throws AppError `unauthenticated`, `invalid_argument`, or `unavailable` when it could not be stored in time.
 */
export async function ingest(deps: IngestDeps, incoming: Incoming): Promise<Ingested> {
  if (incoming.rawBody.length > deps.maxBodyBytes)
    throw new AppError('invalid_argument', 'the body is too large', { field: 'body', reason: 'body_too_large' })
  const receivedAtMs = deps.clock.now()
  return inTime(deps.clock, deps.storeMs, take(deps, incoming, receivedAtMs))
}

async function take(deps: IngestDeps, incoming: Incoming, receivedAtMs: number): Promise<Ingested> {
  const { parsed, tenant } = await verified(deps, incoming)
  const eventId = deps.ids.next()
  if (parsed.kind === 'ping') return { outcome: 'ok', eventId, tenant: tenant.id, parsed, action: '' }

  const trigger = triggerOf(parsed)
  const isOurs = (type: string) => tenant.eventMap.some(({ eventTypeId }) => eventTypeId === type)
  const ignoredBecause = whyQuarantined(parsed, { trigger, isOurs })
  const receipt = { eventId, tenant: tenant.id, receivedAtMs, traceparent: deps.traceparent(parsed.metadata) }
  const message = trigger && !ignoredBecause ? eventMessage(parsed, trigger, receipt) : undefined
  const stored = await deps.store.store(delivery(incoming, parsed, { ...receipt, message, ignoredBecause }))
  return {
    outcome: stored.duplicate ? 'duplicate' : ignoredBecause ? 'ignored' : 'processed',
    eventId: stored.eventId,
    tenant: tenant.id,
    parsed,
    action: ignoredBecause ? '' : actionOf(parsed),
  }
}

/** With a hook's id nothing is read before it is verified; without one the content must say whose secrets to take. */
async function verified(deps: IngestDeps, { hookId, rawBody, headers }: Incoming) {
  const check = (claimed: readonly Claimed[]): Tenant => {
    const tenant = verifiedTenant(deps.keyring, claimed, (secrets) => verifySignature(rawBody, headers, secrets))
    if (tenant) return tenant
    throw new AppError('unauthenticated', 'Invalid Cal.com signature', { reason: 'invalid_signature' })
  }
  if (hookId) {
    const tenant = check(byHook(deps.directory, hookId))
    return { tenant, parsed: parseWebhook(rawBody) }
  }
  const parsed = parseWebhook(rawBody)
  return { tenant: check(await byContent(deps, parsed)), parsed }
}

type Decided = Pick<Delivery, 'eventId' | 'tenant' | 'receivedAtMs' | 'message' | 'ignoredBecause'>

const delivery = ({ hookId, rawBody, headers, path }: Incoming, parsed: CalcomWebhook, decided: Decided): Delivery => ({
  ...decided,
  hookId,
  trigger: parsed.trigger,
  uid: parsed.uid ?? '',
  path,
  headers: kept(headers),
  rawBody,
  hashes: hashesOf(rawBody),
  sentAtMs: isStorable(parsed.createdAtMs) ? parsed.createdAtMs : decided.receivedAtMs,
})

const KEPT_HEADERS = ['content-type', 'user-agent', 'x-cal-webhook-version', 'x-request-id']

/** Signatures and everything unknown stay out: nobody needs them later, and a header may carry anything. */
const kept = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => KEPT_HEADERS.includes(name))
      .map(([name, value]) => [name, value.slice(0, 255)]),
  )
