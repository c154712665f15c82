import { deadLetterTopic } from '@calbridge/contracts'
import type { Backoff, Scope } from '@calbridge/core'
import { AppError } from '@calbridge/core'
import type { KafkaHandle } from './connect.ts'
import { readHeaders } from './headers.ts'
import type { Publisher } from './publish.ts'
import type { Handled, Route } from './route.ts'

export interface ConsumeOptions {
  readonly kafka: KafkaHandle
  readonly groupId: string
  readonly routes: readonly Route[]
  /** Sends the dead letters. */
  readonly publisher: Pick<Publisher, 'send'>
  readonly onHandled?: ((topic: string, handled: Handled) => void) | undefined
  /** How many partitions are handled at a time. A partition's records are always handled one by one. */
  readonly partitionsConcurrently?: number | undefined
  /** The pauses between tries of a record whose handling fails. */
  readonly backoff?: Backoff | undefined
  /** After this the handler's signal aborts. */
  readonly handlerTimeoutMs?: number | undefined
}

export interface ConsumerHandle {
  /** Has joined its group, and is not cut off from it. */
  ready(): boolean
  /** Resolves once the group has been joined for the first time. */
  readonly joined: Promise<void>
  /** Lets the handlers in flight finish and commits. The scope does this too; twice does no harm. */
  stop(): Promise<void>
}

export async function consume(
  { kafka: handle, groupId, routes, publisher, onHandled, partitionsConcurrently = 8 }: ConsumeOptions,
  scope: Scope,
): Promise<ConsumerHandle> {
  const { kafka, named } = handle
  const byTopic = new Map(routes.map((route) => [named(route.topic), route]))
  const consumer = kafka.consumer({ groupId: named(groupId), heartbeatInterval: 400, maxWaitTimeInMs: 250 })
  let ready = false
  const joined = new Promise<void>((resolve) =>
    consumer.on(consumer.events.GROUP_JOIN, () => {
      ready = true
      resolve()
    }),
  )
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) scope.fail(payload.error)
  })
  await consumer.connect()
  scope.defer(`kafka consumer ${groupId}`, () => consumer.disconnect())
  await consumer.subscribe({ topics: [...byTopic.keys()], fromBeginning: true })
  await consumer.run({
    partitionsConsumedConcurrently: partitionsConcurrently,
    eachMessage: async ({ topic, partition, message }) => {
      const route = byTopic.get(topic)!
      const headers = readHeaders(message.headers)
      try {
        await route.handle(message.value, {
          key: message.key?.toString() ?? '',
          headers,
          traceparent: headers.traceparent,
          partition,
          offset: message.offset,
          timestampMs: Number(message.timestamp),
          signal: new AbortController().signal,
        })
        onHandled?.(route.topic, 'done')
      } catch (cause) {
        const error = AppError.from(cause)
        if (!error.permanent) throw error
        await publisher.send(deadLetterTopic(route.topic), [
          {
            key: message.key,
            value: message.value,
            headers: { ...headers, 'error-code': error.code, 'error-reason': error.reason ?? error.code },
          },
        ])
        onHandled?.(route.topic, 'dead_lettered')
      }
    },
  })
  return { ready: () => ready, joined, stop: () => consumer.disconnect() }
}
