import { topics } from '@calbridge/contracts'
import type { Clock, Log, Scope } from '@calbridge/core'
import { groupProgress, type KafkaHandle } from '@calbridge/kafka'
import { ProjectionLag } from '../domain/projection-lag.ts'

export interface WatchProjectionOptions {
  readonly kafka: KafkaHandle
  readonly groupId: string
  readonly clock: Clock
  readonly log: Log
  /** How often it is looked at. */
  readonly everyMs: number
}

/**
 * How far the projection of claims is behind, in milliseconds, as each process sees for itself: whoever reads a partition, and
 * also when nobody does. While Kafka cannot be asked it grows.
 */
export async function watchProjection(
  { kafka, groupId, clock, log, everyMs }: WatchProjectionOptions,
  scope: Scope,
): Promise<() => number> {
  const progress = await groupProgress({ kafka, groupId, topic: topics.appointments.name }, scope)
  const lag = new ProjectionLag(clock.monotonic())
  const stop = new AbortController()
  scope.defer('watching the projection', () => stop.abort())
  const watch = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const askedMs = clock.monotonic()
      await progress().then(
        (partitions) => lag.observe(askedMs, partitions),
        (error: unknown) => log.debug({ error: String(error) }, 'could not look how far the projection is'), // the lag grows
      )
      await clock.sleep(everyMs, stop.signal).catch(() => {}) // stopped
    }
  }
  void watch()
  return () => lag.lagMs(clock.monotonic())
}
