import type { Backoff, Scope } from '@calbridge/core'
import { consumerRetry, type KafkaHandle } from './connect.ts'
import { batchHandler } from './handle-batch.ts'
import { watchMembership } from './membership.ts'
import type { Publisher } from './publish.ts'
import type { Handled, Route } from './route.ts'
import { TIMINGS } from './timings.ts'

export interface ConsumeOptions {
  readonly kafka: KafkaHandle
  readonly groupId: string
  readonly routes: readonly Route[]
  /** Sends the dead letters. */
  readonly publisher: Pick<Publisher, 'send'>
  readonly onHandled?: ((topic: string, handled: Handled) => void) | undefined
  /** How many partitions are handled at a time. A partition's records are always handled one by one. */
  readonly partitionsConcurrently?: number | undefined
  /** The pauses between the tries of a record whose handling fails. */
  readonly backoff?: Backoff | undefined
  /** After this the handler's signal aborts. */
  readonly handlerTimeoutMs?: number | undefined
}

export interface ConsumerHandle {
  /** Is a member of its group. */
  ready(): boolean
  /** Resolves once the group has been joined for the first time. */
  readonly joined: Promise<void>
  /** Lets the handlers in flight finish, and commits. The scope does this too; twice does no harm. */
  stop(): Promise<void>
}

/**
 * Starts a member of a consumer group. A record is handled until it succeeds or is set aside as a dead letter, records
 * of a partition one by one in order, at least once. When kafkajs gives the consumer up, and not because of an outage, the
 * process fails (`scope.fail`).
 */
export async function consume(options: ConsumeOptions, scope: Scope): Promise<ConsumerHandle> {
  const { kafka: handle, groupId, routes, publisher, onHandled = () => {}, partitionsConcurrently = 8 } = options
  const { backoff = { initialMs: 200, maxMs: 30_000 }, handlerTimeoutMs = 30_000 } = options
  let stopped = false
  const consumer = handle.kafka.consumer({ groupId: handle.named(groupId), ...TIMINGS, retry: consumerRetry(() => !stopped) })
  const run = (): Promise<void> =>
    consumer.run({
      eachBatch: batches.handleBatch,
      eachBatchAutoResolve: false,
      autoCommitInterval: 1_000,
      partitionsConsumedConcurrently: partitionsConcurrently,
    })
  const membership = watchMembership(consumer, { groupId, isStopped: () => stopped, run, handle }, scope)
  const batches = batchHandler({
    groupId,
    routes: new Map(routes.map((route) => [handle.named(route.topic), route])),
    publisher,
    traced: true,
    backoff,
    handlerTimeoutMs,
    heartbeatMs: TIMINGS.heartbeatInterval,
    lost: membership.lost,
    log: handle.log,
    onHandled,
  })
  const stop = async (): Promise<void> => {
    stopped = true
    batches.stop()
    await consumer.disconnect()
  }

  scope.defer(`kafka consumer ${groupId}`, stop)
  await consumer.connect()
  // A new group starts at the oldest record, so that nothing published before its first fetch is skipped.
  await consumer.subscribe({ topics: routes.map((route) => handle.named(route.topic)), fromBeginning: true })
  await run()
  return { ready: membership.ready, joined: membership.joined, stop }
}
