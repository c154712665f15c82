import { createHmac } from 'node:crypto'
import type { Webhook } from '../world/types.ts'

export interface Attempt {
  readonly atMs: number
  readonly status: number | null
  readonly error: string | null
  readonly durationMs: number
}

/** One message to one subscription, with all that was tried for it. */
export interface Delivery {
  readonly id: number
  readonly webhookId: string
  readonly trigger: string
  readonly bookingUid: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly createdAtMs: number
  state: 'waiting' | 'sent' | 'failed' | 'lost'
  readonly attempts: Attempt[]
}

/** Hex, no prefix, over the raw body; nothing in it stops a replay. */
function sign(body: string, secret: string | null): string {
  return secret === null ? 'no-secret-provided' : createHmac('sha256', secret).update(body).digest('hex')
}

export function deliveryOf(id: number, webhook: Webhook, trigger: string, bookingUid: string, body: string, createdAtMs: number): Delivery {
  const headers = {
    'Content-Type': 'application/json',
    'X-Cal-Signature-256': sign(body, webhook.secret),
    'X-Cal-Webhook-Version': '2021-10-20',
  }
  return {
    id,
    webhookId: webhook.id,
    trigger,
    bookingUid,
    url: webhook.subscriberUrl,
    headers,
    body,
    createdAtMs,
    state: 'waiting',
    attempts: [],
  }
}

/** Posts once and notes what came of it. Never throws; redirects are not followed. */
export async function attempt(delivery: Delivery, nowMs: number, timeoutMs: number, abort: AbortSignal): Promise<Attempt> {
  const started = performance.now()
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), abort])
  let status: number | null = null
  let error: string | null = null
  try {
    const { url, headers, body } = delivery
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    status = answer.status
    await answer.arrayBuffer()
  } catch (cause) {
    error = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  }
  const made = { atMs: nowMs, status, error, durationMs: Math.round(performance.now() - started) }
  delivery.attempts.push(made)
  delivery.state = status !== null && status < 300 ? 'sent' : 'failed'
  return made
}
