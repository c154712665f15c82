import { createHash } from 'node:crypto'
import { type IngestResponse, IngestStatus, Origin } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import type { WebhookIngest } from '../../backends.ts'
import type { RateLimiter } from '../../domain/rate-limiter.ts'
import { HttpError } from '../http-error.ts'
import { checkLimit, countRequest, noteRequest } from '../limit.ts'
import { type Answer, type OpenRequest, openRoute, type Route } from '../route.ts'
import { webhookAnswer, webhookPing } from '../schemas/answers.ts'

export interface WebhookDeps {
  readonly webhookIngest: Pick<WebhookIngest, 'ingest'>
  readonly directory: Pick<Directory, 'findHook' | 'tenant'>
  readonly limiter: RateLimiter
}

/** The old URLs, and the same with the id of a hook. */
export const WEBHOOK_PATHS = [
  '/api/calcom/webhook',
  '/api/webhooks/calcom',
  '/api/calcom/webhook/{hook_id}',
  '/api/webhooks/calcom/{hook_id}',
]

/** Takes Cal.com's webhooks, as they are signed: raw. Cal.com sends each once, so what can't be stored is a 503 that drift-reconciler mends. */
export const calcomWebhook = (path: string, deps: WebhookDeps): Route =>
  openRoute({
    method: 'post',
    path,
    operationId: `calcomWebhook${WEBHOOK_PATHS.indexOf(path)}`,
    summary: 'Takes a webhook of Cal.com; signed with the secret of its hook (X-Cal-Signature-256)',
    answers: { 200: webhookAnswer },
    problems: [400, 401, 429, 503],
    handle: async (request) => {
      await checkLimits(request, deps)
      try {
        const { hook_id: hookId = '' } = request.params
        const context = { tenant: '', origin: Origin.ORIGIN_CALCOM, callId: '', requestId: request.requestId, idempotencyKey: '' }
        const ingest = { context, hookId, body: request.body, headers: headersOf(request), path: request.path }
        const ingested = await deps.webhookIngest.ingest(ingest)
        const limits = deps.directory.tenant(ingested.tenant)?.limits
        await noteRequest(deps.limiter, 'webhooks', { who: ingested.tenant, limits, nowMs: request.nowMs })
        return stored(ingested)
      } catch (error) {
        return refused(AppError.from(error))
      }
    },
  })

/**
 * Until its signature is verified, a delivery is anybody's and counts for its sender; then it counts for its tenant. So a
 * stranger who floods a hook shuts out nobody but himself: Cal.com sends nothing twice.
 */
async function checkLimits({ params, remoteAddress, nowMs }: OpenRequest, { limiter, directory }: WebhookDeps): Promise<void> {
  const sender = `sender-${createHash('sha256').update(remoteAddress).digest('hex').slice(0, 16)}`
  await countRequest(limiter, 'webhook_senders', { who: sender, limits: undefined, nowMs })
  const tenant = directory.findHook(params.hook_id ?? '')?.tenant
  if (tenant) await checkLimit(limiter, 'webhooks', { who: tenant.id, limits: tenant.limits, nowMs })
}

const KEPT_HEADERS = [
  'x-cal-signature-256',
  'cal-signature-256',
  'x-cal-signature',
  'cal-signature',
  'x-cal-webhook-version',
  'content-type',
  'user-agent',
]

function headersOf(request: OpenRequest): Record<string, string> {
  return Object.fromEntries(KEPT_HEADERS.flatMap((name) => (request.header(name) === undefined ? [] : [[name, request.header(name)!]])))
}

const STATUS: Partial<Record<IngestStatus, string>> = {
  [IngestStatus.INGEST_STATUS_PROCESSED]: 'processed',
  [IngestStatus.INGEST_STATUS_DUPLICATE]: 'processed',
  [IngestStatus.INGEST_STATUS_IGNORED]: 'ignored',
  [IngestStatus.INGEST_STATUS_OK]: 'ok',
}

/** The tenant is not told: whoever holds an event type's number would learn whose it is. */
const stored = ({ status, eventId, action }: IngestResponse): Answer => ({
  status: 200,
  body: {
    received: true,
    status: STATUS[status] ?? 'ignored',
    ...(status === IngestStatus.INGEST_STATUS_OK && { message: 'PING received' }),
    ...(status === IngestStatus.INGEST_STATUS_DUPLICATE && { duplicate: true }),
    ...(action && { action }),
    ...(eventId && { event_id: eventId }),
  },
})

function refused(error: AppError): Answer {
  if (error.code === 'unauthenticated' || error.code === 'not_found') return { status: 401, body: 'Invalid Cal.com signature' }
  if (error.code === 'invalid_argument')
    throw new HttpError(400, error.message, { reason: error.reason ?? 'malformed_webhook', cause: error })
  throw new HttpError(503, 'The webhook could not be stored', { reason: 'not_stored', retryAfterMs: 1_000, cause: error })
}

/** Cal.com's and operators' check that the address is right. */
export const calcomWebhookPing = (path: string): Route =>
  openRoute({
    method: 'get',
    path,
    operationId: `calcomWebhookPing${WEBHOOK_PATHS.indexOf(path)}`,
    summary: 'Says that webhooks are taken here',
    answers: { 200: webhookPing },
    problems: [],
    handle: async () => ({ status: 200, body: { ping: 'ok' } }),
  })
