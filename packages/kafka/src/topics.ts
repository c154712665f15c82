import { deadLetterTopic, type Topic } from '@calbridge/contracts'
import type { KafkaHandle } from './connect.ts'

/** More than any topic takes: what was read must fit among the dead letters, with the reason beside it. */
export const DEAD_LETTER_MAX_BYTES = 2 * 2 ** 20

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
      { topic: named(name), partitions, config: compacted ? { 'cleanup.policy': 'compact' } : {} },
      { topic: named(deadLetterTopic(name)), partitions: 1, config: { 'max.message.bytes': String(DEAD_LETTER_MAX_BYTES) } },
    ])
    await admin.createTopics({
      waitForLeaders: true,
      topics: wanted
        .filter(({ topic }) => !existing.has(topic))
        .map(({ topic, partitions: numPartitions, config }) => ({
          topic,
          numPartitions,
          replicationFactor,
          configEntries: Object.entries(config).map(([name, value]) => ({ name, value: String(value) })),
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
