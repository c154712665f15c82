import type { Scope } from '@calbridge/core'
import type { KafkaHandle } from './connect.ts'

export interface PartitionProgress {
  readonly partition: number
  /** The next offset to be written. */
  readonly end: bigint
  /** The next offset that the group will handle. */
  readonly next: bigint
}

export interface GroupProgressOptions {
  readonly kafka: KafkaHandle
  readonly groupId: string
  readonly topic: string
}

/**
 * Connects, and gives what tells how far a group has come in a topic: as its members, wherever they run, have committed it, so
 * that also a partition that nobody reads is seen. Ends are read first. Both reject while there is no broker, the second also while
 * the group has no coordinator.
 */
export async function groupProgress(
  { kafka: { kafka, named }, groupId, topic }: GroupProgressOptions,
  scope: Scope,
): Promise<() => Promise<PartitionProgress[]>> {
  const admin = kafka.admin()
  await admin.connect()
  scope.defer(`kafka progress of ${groupId}`, () => admin.disconnect())
  return async () => {
    const ends = await admin.fetchTopicOffsets(named(topic))
    const [committed] = await admin.fetchOffsets({ groupId: named(groupId), topics: [named(topic)] })
    const nextOf = new Map(committed?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]))
    return ends.map(({ partition, low, high }) => {
      const next = nextOf.get(partition) ?? -1n
      return { partition, end: BigInt(high), next: next < 0n ? BigInt(low) : next } // -1: nothing handled yet
    })
  }
}
