import { type Backoff, backoffMs } from '@calbridge/core'
import type { EachBatchPayload } from 'kafkajs'
import { type DeliverOptions, deliver } from './deliver.ts'
import { recordHandled, recordLag } from './metrics.ts'
import type { Handled, Route } from './route.ts'

export interface BatchOptions extends DeliverOptions {
  readonly groupId: string
  /** By the topic's name on the broker. */
  readonly routes: ReadonlyMap<string, Route>
  readonly backoff: Backoff
  readonly heartbeatMs: number
  /** Aborts when the group has thrown us out. */
  readonly lost: () => AbortSignal
  readonly onHandled: (topic: string, handled: Handled) => void
}

export interface BatchHandler {
  handleBatch(payload: EachBatchPayload): Promise<void>
  /** Ends the pauses before tries. */
  stop(): void
}

/**
 * Handles one partition's records one by one. A failed one pauses its partition and is fetched again after the pause:
 * waiting inside the handler would hold up the other partitions too, as kafkajs fetches again only when all that it
 * fetched from a broker is done.
 */
export function batchHandler(options: BatchOptions): BatchHandler {
  const failing = new Map<string, { offset: string; attempt: number }>()
  const pauses = new Set<NodeJS.Timeout>()
  const { routes, groupId } = options

  const pauseAfterFailure = (place: string, offset: string, resume: () => void): void => {
    const before = failing.get(place)
    const attempt = before?.offset === offset ? before.attempt + 1 : 1
    failing.set(place, { offset, attempt })
    const pause = setTimeout(
      () => {
        pauses.delete(pause)
        resume()
      },
      backoffMs(options.backoff, attempt, Math.random),
    )
    pauses.add(pause)
  }

  return {
    async handleBatch({ batch, resolveOffset, heartbeat, pause, isRunning, isStale, commitOffsetsIfNecessary }) {
      const { topic, partition, highWatermark } = batch
      const route = routes.get(topic)!
      const place = `${topic}/${partition}`
      const seeLag = (offset: string, done: 0 | 1) =>
        recordLag(groupId, route.topic, partition, Number(BigInt(highWatermark) - BigInt(offset)) - done)

      for (const message of batch.messages) {
        if (!isRunning() || isStale()) return
        seeLag(message.offset, 0)
        const startedMs = performance.now()
        const source = { route, partition, message, lost: options.lost() }
        const handled = await whileBeating(heartbeat, options.heartbeatMs, () => deliver(source, options))
        recordHandled(route.topic, handled, (performance.now() - startedMs) / 1_000)
        options.onHandled(route.topic, handled)
        if (handled === 'retried') return pauseAfterFailure(place, message.offset, pause())
        failing.delete(place)
        seeLag(message.offset, 1)
        resolveOffset(message.offset)
        await heartbeat()
        await commitOffsetsIfNecessary()
      }
    },
    stop() {
      for (const pause of pauses) clearTimeout(pause)
      pauses.clear()
    },
  }
}

/**
 * A handler that takes longer than the session must not cost us the partition. What a heartbeat says (a rebalance, an
 * error) is for the next one after the record to throw; this one only keeps the group waiting.
 */
async function whileBeating<T>(heartbeat: () => Promise<void>, everyMs: number, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat().catch(() => {}), everyMs)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
