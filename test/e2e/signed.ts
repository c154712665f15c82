import { createHmac } from 'node:crypto'
import type { Demo } from '../../scripts/demo/demo.ts'

/** Sends a webhook as Cal.com does: these very bytes, and their signature with `secret`; none without one. */
export async function sendWebhook(
  { stack: { gateway, tenant } }: Pick<Demo, 'stack'>,
  body: object,
  { secret = '', headers = {} }: { secret?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; text: string }> {
  const bytes = JSON.stringify(body)
  const signature = createHmac('sha256', secret).update(bytes).digest('hex')
  const response = await fetch(`${gateway}/api/calcom/webhook/${tenant.hookId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(secret && { 'x-cal-signature-256': signature }), ...headers },
    body: bytes,
    signal: AbortSignal.timeout(30_000),
  })
  return { status: response.status, text: await response.text() }
}
