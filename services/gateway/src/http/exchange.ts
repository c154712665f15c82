import { AppError, type Clock, describe, type Log } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import { withSpan } from '@calbridge/telemetry'
import type { Request, Response } from 'express'
import type { RateLimiter } from '../domain/rate-limiter.ts'
import { requestHandled } from '../metrics.ts'
import { PLAIN, problemAnswer, type Wording } from './problem.ts'
import { drain } from './read-body.ts'
import { requestIdOf } from './request-id.ts'
import type { Answer } from './route.ts'
import { send } from './send.ts'

export interface ServeDeps {
  readonly directory: Pick<Directory, 'findApiKey' | 'tenant' | 'ready' | 'findHook'>
  readonly limiter: RateLimiter
  readonly clock: Clock
  readonly log: Log
  /** For a whole body. */
  readonly bodyMs: number
}

/** One request and its answer. */
export interface Exchange {
  readonly requestId: string
  readonly nowMs: number
  readonly signal: AbortSignal
  /** Known once the key is; for the log. */
  tenant: string | undefined
  header(name: string): string | undefined
  /** Go out with whatever the answer becomes. */
  setHeaders(headers: Readonly<Record<string, string>>): void
}

export interface Label {
  /** The route's template, never the path: names a metric. */
  readonly route: string
  readonly wording?: Wording | undefined
}

/** Runs one exchange: span, answer or problem, one line in the log, one count. Never rejects. */
export async function runExchange(
  { route, wording = PLAIN }: Label,
  request: Request,
  response: Response,
  { clock, log }: Pick<ServeDeps, 'clock' | 'log'>,
  work: (exchange: Exchange) => Promise<Answer>,
): Promise<void> {
  const startedMs = clock.monotonic()
  const exchange = exchangeOf(request, response, clock)
  const { method } = request
  const attributes = { 'http.request.method': method, 'http.route': route }
  await withSpan(`${method} ${route}`, { kind: 'server', attributes, parent: exchange.header('traceparent') }, async (span) => {
    let answer: Answer
    try {
      answer = await work(exchange)
    } catch (cause) {
      answer = problemAnswer(cause, wording, exchange.requestId)
      if (answer.status === 500) log.error({ route, request_id: exchange.requestId, error: describe(cause) }, 'request failed')
      else if (answer.status > 500)
        log.warn({ route, request_id: exchange.requestId, error: describe(AppError.from(cause)) }, 'request not served')
    }
    send(request, response, answer)
    drain(request)
    const durationMs = clock.monotonic() - startedMs
    span.setAttribute('http.response.status_code', answer.status)
    requestHandled({ route, method, status: answer.status, durationMs })
    log.info(
      {
        method,
        route,
        status: answer.status,
        duration_ms: Math.round(durationMs * 10) / 10,
        tenant: exchange.tenant,
        request_id: exchange.requestId,
      },
      'request',
    )
  })
}

function exchangeOf(request: Request, response: Response, clock: Clock): Exchange {
  const header = (name: string): string | undefined => {
    const value = request.headers[name.toLowerCase()]
    return Array.isArray(value) ? value[0] : value
  }
  const abort = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) abort.abort(new AppError('unavailable', 'the client went away', { reason: 'cancelled' }))
  })
  const requestId = requestIdOf(header('x-request-id'))
  response.setHeader('X-Request-ID', requestId)
  return {
    requestId,
    nowMs: clock.now(),
    signal: abort.signal,
    tenant: undefined,
    header,
    setHeaders: (headers) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    },
  }
}
