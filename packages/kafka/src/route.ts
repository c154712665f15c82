import type { Topic } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'

export type Handled = 'done' | 'dead_lettered' | 'retried'

export interface RecordMeta {
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  /** The active span's, a child of the one in the record's headers. */
  readonly traceparent: string | undefined
  readonly partition: number
  readonly offset: string
  /** When it was published. */
  readonly timestampMs: number
  /** Aborts when the partition is lost or the handler has run for too long. Not on a graceful stop: that waits. */
  readonly signal: AbortSignal
}

export interface Route {
  readonly topic: string
  handle(value: Uint8Array | null, meta: RecordMeta): Promise<void>
}

/** Pairs a topic with its handler; the event's type comes from the topic. The handler may run twice for a record. */
export function on<Event>(topic: Topic<Event>, handle: (event: Event, meta: RecordMeta) => Promise<void>): Route {
  return { topic: topic.name, handle: async (value, meta) => handle(decode(topic, value), meta) }
}

/** Throws `invalid_argument` with reason `undecodable` (or `no_value`): no retry can help. */
export function decode<Event>({ name, message }: Pick<Topic<Event>, 'name' | 'message'>, value: Uint8Array | null): Event {
  if (value === null) throw new AppError('invalid_argument', `a ${name} record without a value`, { reason: 'no_value' })
  try {
    return message.decode(value)
  } catch (cause) {
    throw new AppError('invalid_argument', `not a ${name} message`, { cause, reason: 'undecodable' })
  }
}
