import { trace } from '@opentelemetry/api'
import { type DestinationStream, type Logger, pino } from 'pino'
import { mask } from './mask.ts'
import { maskFields } from './mask-fields.ts'

export type { Logger } from 'pino'

/**
 * JSON lines on stdout with `service`, `trace_id` and `span_id`. Personal data and secrets are taken
 * out: fields by their name, texts (messages, errors) by their look. `destination` is for tests.
 */
export function createLogger(service: string, level = 'info', destination: DestinationStream = pino.destination(1)): Logger {
  const logger = pino(
    {
      level,
      base: { service },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: maskFields },
      // maskFields has made errors plain by then.
      serializers: { err: (value: unknown) => value },
      mixin: activeSpan,
      hooks: {
        logMethod(args, method) {
          method.apply(this, maskedArguments(args) as typeof args)
        },
      },
    },
    destination,
  )
  // Children inherit it. Their bindings would else be written as they are.
  const { child } = logger
  return Object.assign(logger, {
    child(this: Logger, bindings: Record<string, unknown>, options?: object) {
      return child.call(this, maskFields(bindings), options)
    },
  })
}

/** pino would take an error's text for a missing message, past `maskFields`. */
function maskedArguments(args: readonly unknown[]): unknown[] {
  const masked = args.map((arg) => (typeof arg === 'string' ? mask(arg) : arg))
  const [first] = masked
  if (first instanceof Error) masked[0] = { err: first }
  const { err } = (masked[0] ?? {}) as { err?: unknown }
  return masked.length === 1 && err instanceof Error ? [masked[0], mask(err.message)] : masked
}

function activeSpan(): object {
  const span = trace.getActiveSpan()?.spanContext()
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {}
}
