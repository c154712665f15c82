import { type CallContext, Origin } from '@calbridge/contracts'
import type { Request } from 'express'
import { authenticate } from './authenticate.ts'
import type { Exchange, ServeDeps } from './exchange.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import { countRequest } from './limit.ts'
import { parseJson, parseWith, requireJson } from './parse.ts'
import { readBody } from './read-body.ts'
import type { Answer, ApiRoute } from './route.ts'

const MOST_BODY_BYTES = 100 * 1_024

/** A tenant's request: who, may they, how often, what; then the route. The body is not read for whom there is no answer. */
export async function serveApi(route: ApiRoute, request: Request, exchange: Exchange, deps: ServeDeps): Promise<Answer> {
  const { header, requestId, nowMs } = exchange
  const tenant = authenticate(deps.directory, header, route.permission)
  exchange.tenant = tenant.id
  const limitHeaders = await countRequest(deps.limiter, route.limit, { who: tenant.id, limits: tenant.limits, nowMs })
  exchange.setHeaders(limitHeaders)

  const query = route.query && parseWith(route.query, request.query, 'query')
  const body = route.body && parseWith(route.body, await readJson(route, request, deps.bodyMs), 'body')
  const context: CallContext = {
    tenant: tenant.id,
    origin: Origin.ORIGIN_API,
    callId: callIdOf(body),
    requestId,
    idempotencyKey: route.changes ? idempotencyKeyOf(header('idempotency-key')) : '',
  }
  const params = request.params as Record<string, string>
  return route.handle({ tenant, context, body, query, params, requestId, nowMs, header, signal: exchange.signal })
}

/** The phone call that a request comes from, wherever its schema knows one: here, so that no route can forget to pass it on. */
function callIdOf(body: unknown): string {
  const { call_id: callId } = (body ?? {}) as { readonly call_id?: string | null }
  return callId ?? ''
}

async function readJson(route: ApiRoute, request: Request, timeoutMs: number): Promise<unknown> {
  requireJson(request)
  const bytes = await readBody(request, { maxBytes: MOST_BODY_BYTES, timeoutMs })
  return bytes.length === 0 && route.bodyOptional ? {} : parseJson(bytes)
}
