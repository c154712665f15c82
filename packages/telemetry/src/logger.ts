import { trace } from '@opentelemetry/api'
import { type DestinationStream, type Logger, pino } from 'pino'
import { mask } from './mask.ts'
import { maskFields } from './mask-fields.ts'

export type { Logger } from 'pino'

/**
 * JSON lines on stdout with `service`, `trace_id` and `span_id`. Personal data and secrets are taken
 * out: fields by their name, texts (messages, errors) by their look.
 */
export function createLogger(service: string, level = 'info', destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: maskFields },
      // Errors are made plain by maskFields, once and masked.
      serializers: { err: (value: unknown) => value },
      mixin: activeSpan,
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === 'string' ? mask(arg) : arg)) as typeof args)
        },
      },
    },
    ...(destination ? [destination] : []),
  )
}

function activeSpan(): object {
  const span = trace.getActiveSpan()?.spanContext()
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {}
}
