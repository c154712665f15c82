import type { Topic } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import type { KafkaHandle } from './connect.ts'
import { eventHeaders } from './headers.ts'

export interface OutRecord<Value> {
  /** Records of one key stay in order. */
  readonly key: string | Uint8Array | null
  /** null is a tombstone: it deletes the key from a compacted topic. */
  readonly value: Value
  /** Added to (and before) the ones that every record gets; an outbox gives all of them. */
  readonly headers?: Readonly<Record<string, string | Uint8Array>> | undefined
}

export interface Publisher {
  /** Resolves when all replicas in sync have the records; rejects with `unavailable` within a bounded time, and then they may be there or not. */
  publish<Event>(topic: Topic<Event>, records: readonly OutRecord<Event | null>[]): Promise<void>
  /** The same for values that are bytes already: outboxes and dead letters. `topic` without the prefix. */
  send(topic: string, records: readonly OutRecord<Uint8Array | null>[]): Promise<void>
}

export interface PublisherOptions {
  /** The longest that a publish may take. */
  readonly timeoutMs?: number | undefined
}

export async function startPublisher({ kafka, named }: KafkaHandle, scope: Scope, _options: PublisherOptions = {}): Promise<Publisher> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  scope.defer('kafka publisher', () => producer.disconnect())

  const send: Publisher['send'] = async (topic, records) => {
    try {
      await producer.send({
        topic: named(topic),
        acks: -1,
        messages: records.map(({ key, value, headers }) => ({
          key: key === null || typeof key === 'string' ? key : Buffer.from(key),
          value: value && Buffer.from(value),
          headers: Object.fromEntries(
            Object.entries({ ...eventHeaders({ type: topic }), ...headers }).map(([name, text]) => [
              name,
              typeof text === 'string' ? text : Buffer.from(text),
            ]),
          ),
        })),
      })
    } catch (cause) {
      throw new AppError('unavailable', 'could not publish', { cause })
    }
  }
  return {
    send,
    publish: (topic, records) =>
      send(
        topic.name,
        records.map((record) => ({ ...record, value: record.value === null ? null : topic.message.encode(record.value).finish() })),
      ),
  }
}
