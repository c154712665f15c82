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
export const readHeaders = (headers?: IHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(rawHeaders(headers)).map(([name, value]) => [name, value.toString()]))

/** As they came, of repeated ones the last: for records that are passed on. */
export function rawHeaders(headers: IHeaders = {}): Record<string, string | Buffer> {
  const read: Record<string, string | Buffer> = {}
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value
    if (last !== undefined) read[name] = last
  }
  return read
}
