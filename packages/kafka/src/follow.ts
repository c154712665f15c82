import { randomUUID } from 'node:crypto'
import type { Topic } from '@calbridge/contracts'
import { AppError, describe, type Scope } from '@calbridge/core'
import { consumerRetry, type KafkaHandle } from './connect.ts'
import { batchHandler } from './handle-batch.ts'
import { watchMembership } from './membership.ts'
import { decode, type Route } from './route.ts'
import { TIMINGS } from './timings.ts'
import { endOffsets } from './topics.ts'

export interface FollowOptions<Event> {
  readonly kafka: KafkaHandle
  readonly topic: Topic<Event>
  /**
   * Gets every value of every key in order, null when the key was deleted. Old values may come again (after a lost
   * connection all do): keep the highest version. What it throws is tried again with growing pauses.
   */
  readonly onValue: (key: string, event: Event | null) => void | Promise<void>
  /** False reads only what comes from now on. */
  readonly fromBeginning?: boolean | undefined
}

export interface Followed {
  /** Resolves when everything has been read that was there at the start. */
  readonly caughtUp: Promise<void>
  ready(): boolean
}

/**
 * Reads all partitions of a compacted topic, each process for itself: nothing is committed. A record that is no such
 * message is logged and passed over. Fails when there is no broker or no such topic.
 */
export async function followTopic<Event>(options: FollowOptions<Event>, scope: Scope): Promise<Followed> {
  const { kafka: handle, topic, onValue, fromBeginning = true } = options
  const { kafka, named, log } = handle
  const progress = trackProgress(fromBeginning ? await endOffsets(handle, topic.name) : new Map())

  const route: Route = {
    topic: topic.name,
    handle: async (value, { key, partition, offset }) => {
      try {
        await onValue(key, value === null ? null : decode(topic, value))
      } catch (error) {
        if (!AppError.from(error).permanent) throw error
        log.error({ topic: topic.name, partition, offset, error: describe(error) }, 'kafka record passed over')
      }
      progress.passed(partition, offset)
    },
  }

  // kafkajs reads in groups only. A group of one, whose name nobody else has, gets all partitions.
  const group = `follow-${topic.name}`
  const groupId = named(`${group}-${randomUUID()}`)
  let stopped = false
  const consumer = kafka.consumer({ groupId, ...TIMINGS, retry: consumerRetry(() => !stopped) })
  const run = (): Promise<void> =>
    consumer.run({ eachBatch: batches.handleBatch, eachBatchAutoResolve: false, autoCommit: false, partitionsConsumedConcurrently: 8 })
  const membership = watchMembership(consumer, { groupId: group, isStopped: () => stopped, run, handle }, scope)
  const batches = batchHandler({
    groupId: group,
    routes: new Map([[named(topic.name), route]]),
    publisher: { send: async () => {} },
    traced: false,
    backoff: { initialMs: 100, maxMs: 5_000 },
    handlerTimeoutMs: 30_000,
    heartbeatMs: TIMINGS.heartbeatInterval,
    lost: membership.lost,
    log,
    onHandled: () => {},
  })
  scope.defer(`kafka follower of ${topic.name}`, async () => {
    stopped = true
    batches.stop()
    await consumer.disconnect()
    await deleteGroup(handle, groupId)
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [named(topic.name)], fromBeginning })
  await run()
  return progress
}

/** Which partitions still lack something that was there at the start. */
function trackProgress(ends: Map<number, bigint>): Followed & { passed(partition: number, offset: string): void } {
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>()
  if (ends.size === 0) resolve()
  return {
    caughtUp,
    ready: () => ends.size === 0,
    passed(partition, offset) {
      const end = ends.get(partition)
      if (end === undefined || BigInt(offset) + 1n < end) return
      ends.delete(partition)
      if (ends.size === 0) resolve()
    },
  }
}

/** Only tidiness: the broker forgets an empty group by itself after some days. */
async function deleteGroup({ kafka, log }: KafkaHandle, groupId: string): Promise<void> {
  const admin = kafka.admin({ retry: { retries: 1 } })
  try {
    await admin.connect()
    await admin.deleteGroups([groupId])
  } catch (error) {
    log.debug({ groupId, error: describe(error) }, 'kafka group not deleted')
  } finally {
    await admin.disconnect()
  }
}
