import { randomUUID } from 'node:crypto'
import type { Topic } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import type { KafkaHandle } from './connect.ts'

export interface FollowOptions<Event> {
  readonly kafka: KafkaHandle
  readonly topic: Topic<Event>
  /** Gets every value of every key in order, null when the key was deleted; the same one may come again. */
  readonly onValue: (key: string, event: Event | null) => void | Promise<void>
  readonly fromBeginning?: boolean | undefined
}

export interface Followed {
  /** Resolves when everything has been read that was there at the start. */
  readonly caughtUp: Promise<void>
  ready(): boolean
}

/** Reads all partitions of a compacted topic from the start, each process for itself: nothing is committed. */
export async function followTopic<Event>(
  { kafka: { kafka, named }, topic, onValue }: FollowOptions<Event>,
  scope: Scope,
): Promise<Followed> {
  const name = named(topic.name)
  const admin = kafka.admin()
  await admin.connect()
  const open = new Map(
    (await admin.fetchTopicOffsets(name)).filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]),
  )
  await admin.disconnect()
  let done = () => {}
  const caughtUp = new Promise<void>((resolve) => {
    done = resolve
  })
  if (open.size === 0) done()
  const consumer = kafka.consumer({ groupId: `${named('follow')}-${randomUUID()}`, heartbeatInterval: 400, maxWaitTimeInMs: 250 })
  await consumer.connect()
  scope.defer(`kafka follower of ${topic.name}`, () => consumer.disconnect())
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) scope.fail(payload.error)
  })
  await consumer.subscribe({ topics: [name], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      await onValue(message.key?.toString() ?? '', message.value && topic.message.decode(message.value))
      if (BigInt(message.offset) + 1n >= (open.get(partition) ?? 0n)) open.delete(partition)
      if (open.size === 0) done()
    },
  })
  return { caughtUp, ready: () => open.size === 0 }
}
