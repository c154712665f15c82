import { deadLetterTopic, type Topic } from '@calbridge/contracts'
import type { KafkaHandle } from './connect.ts'

export interface TopicOptions {
  readonly partitions: number
  readonly replicationFactor?: number | undefined
}

/** Creates what is missing of the topics and their dead-letter topics; one that exists stays as it is. */
export async function ensureTopics(
  { kafka, named }: KafkaHandle,
  topics: readonly Pick<Topic<unknown>, 'name' | 'compacted'>[],
  { partitions, replicationFactor = -1 }: TopicOptions,
): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const existing = new Set(await admin.listTopics())
    const wanted = topics.flatMap(({ name, compacted }) => [
      { topic: named(name), compacted, partitions },
      { topic: named(deadLetterTopic(name)), compacted: false, partitions: 1 },
    ])
    await admin.createTopics({
      waitForLeaders: true,
      topics: wanted
        .filter(({ topic }) => !existing.has(topic))
        .map(({ topic, compacted, partitions: numPartitions }) => ({
          topic,
          numPartitions,
          replicationFactor,
          configEntries: compacted ? [{ name: 'cleanup.policy', value: 'compact' }] : [],
        })),
    })
  } finally {
    await admin.disconnect()
  }
}

/** Each partition's next offset, of those that hold anything. */
export async function endOffsets({ kafka, named }: KafkaHandle, topic: string): Promise<Map<number, bigint>> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    const offsets = await admin.fetchTopicOffsets(named(topic))
    return new Map(offsets.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]))
  } finally {
    await admin.disconnect()
  }
}
