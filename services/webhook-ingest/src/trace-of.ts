import { currentTraceparent, openSpan, traceparentOf } from '@calbridge/telemetry'

/**
 * The trace of a delivery: that of the request which made the booking, where our metadata came back with it, so that one trace
 * goes from the caller to Cal.com and back; else the delivery's own.
 */
export function traceOf({ calbridge_trace: ours }: Readonly<Record<string, string>>): string | undefined {
  if (ours === undefined) return currentTraceparent()
  const delivery = currentTraceparent()
  const { span } = openSpan('webhook of our own booking', {
    kind: 'consumer',
    parent: ours,
    attributes: { ...(delivery && { 'calbridge.delivery': delivery }) },
  })
  span.end()
  return traceparentOf(span)
}
