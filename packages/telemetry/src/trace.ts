import { randomBytes } from 'node:crypto'
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'

export type Kind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export interface SpanOptions {
  readonly kind?: Kind | undefined
  readonly attributes?: Attributes | undefined
  /** The caller's traceparent, as it came over the wire; the active span is the parent without it. */
  readonly parent?: string | undefined
}

const KINDS: Record<Kind, SpanKind> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}

// Without the SDK nobody carries the context from await to await, and a caller's
// traceparent would end here. With it (register.ts runs first) this finds one in place.
const probe = createContextKey('probe')
if (!context.with(ROOT_CONTEXT.setValue(probe, true), () => context.active().getValue(probe)))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

const tracer = trace.getTracer('calbridge')

/**
 * Runs `work` inside a span; what it throws is recorded by its class (never its text, which may hold
 * personal data) and thrown on. Works without the SDK too: then nothing is recorded, but the trace's id goes on.
 */
export async function withSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { span, inside } = openSpan(name, options)
  try {
    return await context.with(inside, work, undefined, span)
  } catch (error) {
    failSpan(span, error)
    throw error
  } finally {
    span.end()
  }
}

/** For adapters whose span ends in a callback. The caller ends the span. */
export function openSpan(name: string, { kind = 'internal', attributes, parent }: SpanOptions): { span: Span; inside: Context } {
  const given = parent === undefined ? undefined : parseTraceparent(parent)
  const outside = given ? trace.setSpanContext(ROOT_CONTEXT, given) : context.active()
  let span = tracer.startSpan(name, { kind: KINDS[kind], ...(attributes && { attributes }) }, outside)
  if (!isSpanContextValid(span.spanContext())) span = trace.wrapSpanContext(newSpanContext())
  return { span, inside: trace.setSpan(outside, span) }
}

export function failSpan(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR })
  if (error instanceof Error) span.setAttribute('error.type', 'code' in error ? String(error.code) : error.name)
}

/** The active span as a W3C traceparent, to be handed on. */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext()
  return span && isSpanContextValid(span) ? formatTraceparent(span) : undefined
}

export const traceparentOf = (span: Span): string => formatTraceparent(span.spanContext())

const formatTraceparent = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, '0')}`

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Nothing for a malformed one: W3C says to begin a new trace then. */
function parseTraceparent(text: string): SpanContext | undefined {
  const match = TRACEPARENT.exec(text)
  if (!match) return undefined
  const parsed = { traceId: match[1]!, spanId: match[2]!, traceFlags: Number.parseInt(match[3]!, 16) & 0xff, isRemote: true }
  return isSpanContextValid(parsed) ? parsed : undefined
}

// Marked sampled: the next process may run an SDK that follows its parent's choice, and would else record nothing.
const newSpanContext = (): SpanContext => ({ traceId: randomHex(16), spanId: randomHex(8), traceFlags: TraceFlags.SAMPLED })

// Asked of the system in one go for many: for each span anew it would cost a cached look-up a tenth of its time.
const POOL_BYTES = 6_144
let pool = Buffer.alloc(0)
let used = 0

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    pool = randomBytes(POOL_BYTES)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}
