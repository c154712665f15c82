import { deadLetterTopic, type Topic } from '@calbridge/contracts'
import { retry, systemClock } from '@calbridge/core'
import type { KafkaHandle } from './connect.ts'

/** More than any topic takes: what was read must fit among the dead letters, with the reason beside it. */
export const DEAD_LETTER_MAX_BYTES = 2 * 2 ** 20

const LEADERS_TIMEOUT_MS = 30_000
const LEADERS_RETRY = { clock: systemClock, random: Math.random, initialMs: 50, maxMs: 500 }

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
    const missing = wanted.filter(({ topic }) => !existing.has(topic))
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map(({ topic, partitions: numPartitions, config }) => ({
        topic,
        numPartitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value: String(value) })),
      })),
    })
    // kafkajs' own waiting for leaders gives up when the broker that it asks has not heard of the topic yet.
    const haveLeaders = () => admin.fetchTopicMetadata({ topics: missing.map(({ topic }) => topic) })
    if (missing.length > 0) await retry(haveLeaders, { ...LEADERS_RETRY, signal: AbortSignal.timeout(LEADERS_TIMEOUT_MS) })
  } finally {
    await admin.disconnect()
  }
}

/** Each partition's next offset, of those that hold anything. */
export async function endOffsets({ kafka, named }: KafkaHandle, topic: string): Promise<Map<number, bigint>> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    const fetch = () => admin.fetchTopicOffsets(named(topic))
    const offsets = await retry(fetch, { ...LEADERS_RETRY, signal: AbortSignal.timeout(LEADERS_TIMEOUT_MS), retryable: isLeaderless })
    return new Map(offsets.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]))
  } finally {
    await admin.disconnect()
  }
}

const LEADERLESS = new Set<unknown>(['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE'])

/** A partition that was made a moment ago is known before its leader knows it. */
const isLeaderless = (error: unknown): boolean => error instanceof Error && 'type' in error && LEADERLESS.has(error.type)
