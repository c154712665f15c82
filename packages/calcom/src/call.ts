import type { Clock } from '@calbridge/core'
import type { z } from 'zod'
import type { Breaker, BreakerKind } from './breaker.ts'
import type { Budget } from './budget.ts'
import { calcomError, errorIn, failureOf, healthOf, withoutAnswer } from './http/outcome.ts'
import { readLimit } from './http/rate-limit-headers.ts'
import type { Exchange, HttpAnswer, Transport } from './http/transport.ts'
import { breakerRefused, callEnded, exchangeEnded, permitGranted, permitRefused } from './metrics.ts'
import type { CallOptions } from './requests.ts'
import { spanned } from './tracing.ts'

/** An endpoint, and one request to it. */
interface Operation<Schema extends z.ZodType> {
  /** The metric's label: `create_booking`. */
  readonly name: string
  /** Whose breaker it passes. */
  readonly kind: BreakerKind
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With placeholders, for traces: `/v2/bookings/{uid}`. */
  readonly route: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  /** `cal-api-version`; each resource has its own. */
  readonly version?: string
  /** Of the envelope's `data`. */
  readonly answer: Schema
}

export interface CallContext {
  readonly transport: Transport
  readonly budget: Budget
  readonly breaker: Breaker
  readonly clock: Clock
  readonly headers: Readonly<Record<string, string>>
  /** Ahead of `/v2`. */
  readonly basePath: string
  readonly credential: string
  readonly writeTimeoutMs: number
  readonly patienceMs: number
}

export type Call = <Schema extends z.ZodType>(operation: Operation<Schema>, options: CallOptions) => Promise<z.output<Schema>>

const NOT_LIMITED = { limited: false, limit: undefined, remaining: undefined, resetMs: undefined } as const

/** A permit that came too late to be used is asked for again this often. */
const LATE_SENDS_MAX = 3

/** Makes calls: breaker, connection, permit, exchange, and what the answer means. Throws nothing but CalcomError. */
export function caller(context: CallContext): Call {
  return (operation, options) =>
    spanned(operation, options.priority, context.credential, async (setStatus) => {
      try {
        const answer = await answerTo(operation, options, context)
        setStatus(answer.status)
        const error = errorIn(answer, operation.method !== 'GET', context.clock.now())
        if (error) throw error
        const data = parse(operation, answer)
        callEnded(operation.name, 'ok')
        return data
      } catch (error) {
        callEnded(operation.name, (error as { kind?: string }).kind ?? 'internal')
        throw error
      }
    })
}

async function answerTo(operation: Operation<z.ZodType>, options: CallOptions, context: CallContext): Promise<HttpAnswer> {
  const { breaker, clock } = context
  const endMs = clock.monotonic() + options.timeoutMs
  if (options.signal?.aborted) throw calcomError('deadline', { sent: false, reason: 'cancelled' })
  const pass = await breaker.enter(operation.kind)
  if (!pass.allowed) {
    breakerRefused(operation.name)
    throw calcomError('unavailable', { sent: false, reason: 'breaker_open', retryAfterMs: pass.retryAfterMs })
  }
  let exchange: Exchange | undefined
  let sentMs = clock.monotonic()
  try {
    for (let attempt = 1; attempt <= LATE_SENDS_MAX; attempt++) {
      exchange = await context.transport.connect(options.signal, Math.max(0, endMs - clock.monotonic()))
      if (exchange) break
      const validUntilMs = await permit(options, endMs, context)
      sentMs = clock.monotonic()
      exchange = await context.transport.send(toRequest(operation, options, { validUntilMs, endMs, sentMs }, context))
      if (exchange.ended !== 'unsent' || exchange.why !== 'late') break
    }
  } finally {
    const heldMs = clock.monotonic() - sentMs
    await breaker.record(operation.kind, exchange ? healthOf(exchange, heldMs, context.patienceMs) : 'neutral', pass)
    if (exchange && exchange.ended !== 'unsent') exchangeEnded(operation.name, heldMs)
  }
  if (!exchange) throw calcomError('unavailable', { sent: false, reason: 'late' })
  if (exchange.ended !== 'answered') throw failureOf(exchange, operation.method !== 'GET')
  // An answer without a word of the limit says this much: the key is not blocked.
  const limit = readLimit(exchange.answer, clock.now()) ?? NOT_LIMITED
  if (limit.limited) await context.budget.report(limit)
  else void context.budget.report(limit)
  return exchange.answer
}

/** Waits for a permit; gives until when it may be used. */
async function permit(
  { priority, signal, tenant, maxWaitMs = Number.POSITIVE_INFINITY }: CallOptions,
  endMs: number,
  { budget, clock }: CallContext,
): Promise<number> {
  const askedMs = clock.monotonic()
  const granted = await budget.acquire({ priority, tenant, signal, maxWaitMs: Math.min(maxWaitMs, Math.max(0, endMs - askedMs)) })
  if (granted.granted) {
    permitGranted(priority, clock.monotonic() - askedMs)
    return granted.validUntilMs
  }
  permitRefused(priority, granted.reason)
  if (granted.reason === 'cancelled') throw calcomError('deadline', { sent: false, reason: 'cancelled' })
  throw calcomError('rate_limited', { sent: false, reason: `budget_${granted.reason}`, retryAfterMs: Math.ceil(granted.retryAfterMs) })
}

function toRequest(
  { method, path, query = {}, body, version }: Operation<z.ZodType>,
  { signal }: CallOptions,
  { validUntilMs, endMs, sentMs }: { validUntilMs: number; endMs: number; sentMs: number },
  { basePath, headers, writeTimeoutMs }: CallContext,
): Parameters<Transport['send']>[0] {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  const read = method === 'GET'
  return {
    method,
    path: `${basePath}${path}${search.size > 0 ? `?${search}` : ''}`,
    headers: {
      ...headers,
      ...(version !== undefined && { 'cal-api-version': version }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    validUntilMs,
    timeoutMs: read ? endMs - sentMs : writeTimeoutMs,
    // A write that has begun runs to its end: Cal.com would book anyway, and nobody would know.
    ...(read ? { anyTime: signal } : { beforeSent: signal }),
  }
}

function parse<Schema extends z.ZodType>({ answer, method }: Operation<Schema>, { status, body }: HttpAnswer): z.output<Schema> {
  try {
    const envelope = JSON.parse(body) as { data?: unknown } | null
    return answer.parse(envelope?.data)
  } catch (cause) {
    throw withoutAnswer(method !== 'GET', { status, reason: 'unreadable_answer', cause })
  }
}
