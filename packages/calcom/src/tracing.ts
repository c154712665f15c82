import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

/**
 * Runs a call inside a client span named by its route: no uid, no query, nothing personal. `setStatus` notes the HTTP status.
 */
export function spanned<T>(
  { method, route }: { readonly method: string; readonly route: string },
  priority: string,
  credential: string,
  work: (setStatus: (status: number) => void) => Promise<T>,
): Promise<T> {
  const attributes = {
    'http.request.method': method,
    'url.template': route,
    'calbridge.calcom.priority': priority,
    'calbridge.calcom.credential': credential,
  }
  return trace
    .getTracer('@calbridge/calcom')
    .startActiveSpan(`calcom ${method} ${route}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      try {
        return await work((status) => span.setAttribute('http.response.status_code', status))
      } catch (error) {
        const { kind = 'internal' } = error as { kind?: string }
        span.setAttribute('error.type', kind).setStatus({ code: SpanStatusCode.ERROR, message: kind })
        throw error
      } finally {
        span.end()
      }
    })
}
