import { randomUUID } from 'node:crypto'
import { currentTraceparent } from '@calbridge/telemetry'
import type { IHeaders } from 'kafkajs'

export interface EventHeaders {
  readonly id?: string | undefined
  readonly type: string
  readonly timeMs?: number | undefined
  readonly traceparent?: string | undefined
}

/** The headers of every record: `id`, `type`, `time` (RFC 3339) and `traceparent`, the active span's unless given. */
export function eventHeaders({
  id = randomUUID(),
  type,
  timeMs = Date.now(),
  traceparent = currentTraceparent(),
}: EventHeaders): Record<string, string> {
  return { id, type, time: new Date(timeMs).toISOString(), ...(traceparent && { traceparent }) }
}

/** Headers as text; of repeated ones the last. */
export function readHeaders(headers: IHeaders = {}): Record<string, string> {
  const read: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value
    if (last !== undefined) read[name] = last.toString()
  }
  return read
}
