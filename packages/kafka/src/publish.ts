import { deadLetterTopic, type Topic } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import type { Message } from 'kafkajs'
import type { KafkaHandle } from './connect.ts'
import { eventHeaders } from './headers.ts'
import { idempotentProducer } from './producer.ts'
import { inBatches, sendQueue } from './send-queue.ts'
import { DEAD_LETTER_MAX_BYTES } from './topics.ts'

export interface OutRecord<Value> {
  /** Records of one key stay in order. Those without one all go to one partition. */
  readonly key: string | Uint8Array | null
  /** null is a tombstone: it deletes the key from a compacted topic. */
  readonly value: Value
  /** Over the ones that every record gets (`id`, `type`, `time`, `traceparent`); an outbox gives all of them. */
  readonly headers?: Readonly<Record<string, string | Uint8Array>> | undefined
}

export interface Publisher {
  /**
   * Resolves when all replicas in sync have the records. Rejects with `unavailable` within `timeoutMs`, and then they may
   * have been written or not: publishing them again is safe for handlers that may run twice.
   * `invalid_argument` with reason `record_too_large` is for good.
   */
  publish<Event>(topic: Topic<Event>, records: readonly OutRecord<Event | null>[]): Promise<void>
  /** The same for values that are bytes already: outboxes and dead letters. `topic` is without the prefix. */
  send(topic: string, records: readonly OutRecord<Uint8Array | null>[]): Promise<void>
}

export interface PublisherOptions {
  /** The longest that a publish may take. */
  readonly timeoutMs?: number | undefined
}

/** The broker takes 1 MiB for a batch, headers and framing included. */
const MAX_RECORD_BYTES = 900_000

const maxBytes = (topic: string): number => (topic.endsWith(deadLetterTopic('')) ? DEAD_LETTER_MAX_BYTES - 100_000 : MAX_RECORD_BYTES)

/** Connects an idempotent producer (acks from all); fails when there is no broker. */
export async function startPublisher(handle: KafkaHandle, scope: Scope, { timeoutMs = 10_000 }: PublisherOptions = {}): Promise<Publisher> {
  const producer = await idempotentProducer(handle)
  const queue = sendQueue(producer.send, timeoutMs)
  scope.defer('kafka publisher', async () => {
    await queue.drain()
    await producer.close()
  })

  const send: Publisher['send'] = async (topic, records) => {
    // One after the other: a later part must not be there while an earlier one is not.
    for (const batch of inBatches(toMessages(topic, records))) await queue.add(handle.named(topic), batch)
  }
  return {
    send,
    publish: (topic, records) => {
      const encode = <Value>(value: Value | null, message: { encode(value: Value): { finish(): Uint8Array } }) =>
        value === null ? null : message.encode(value).finish()
      return send(
        topic.name,
        records.map((record) => ({ ...record, value: encode(record.value, topic.message) })),
      )
    },
  }
}

function toMessages(topic: string, records: readonly OutRecord<Uint8Array | null>[]): Message[] {
  return records.map(({ key, value, headers }) => {
    if (value && value.byteLength > maxBytes(topic))
      throw new AppError('invalid_argument', `a record of ${value.byteLength} bytes is too large`, { reason: 'record_too_large' })
    return {
      key: key === null || typeof key === 'string' ? key : asBuffer(key),
      value: value && asBuffer(value),
      headers: Object.fromEntries(
        Object.entries({ ...eventHeaders({ type: topic }), ...headers }).map(([name, text]) => [
          name,
          typeof text === 'string' ? text : asBuffer(text),
        ]),
      ),
    }
  })
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
