import { type Backoff, backoffMs, type Clock, describe, type Log } from '@calbridge/core'
import type { Database } from './database.ts'
import type { LaneQueue } from './lane-queue.ts'
import { type PublishBytes, sendLane } from './outbox-lane.ts'

export interface WorkerOptions {
  readonly db: Database
  readonly prefix: string
  readonly publish: PublishBytes
  readonly batch: number
  readonly queue: LaneQueue
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log | undefined
  readonly onPublished: (records: number) => void
  readonly signal: AbortSignal
}

const AFTER_FAILURE: Backoff = { initialMs: 50, maxMs: 2_000 }
// The holder may have looked before our row was committed, so it is asked again soon; the poll comes anyway.
const WHILE_BUSY: Backoff = { initialMs: 10, maxMs: 500 }

/** Makes the workers' shared step: one lane, one batch. `run` goes on until the signal aborts. */
export function outboxWorker({ queue, signal, clock, ...options }: WorkerOptions): { run(): Promise<void> } {
  const setbacks = new Map<number, number>()

  // The lane stays taken while it rests, so that neither wakes nor polls shorten the pause.
  const rest = (lane: number, backoff: Backoff): void => {
    const count = (setbacks.get(lane) ?? 0) + 1
    setbacks.set(lane, count)
    queue.ring(lane)
    const free = () => queue.release(lane)
    clock.sleep(backoffMs(backoff, count, options.random), signal).then(free, free)
  }

  const failed = (lane: number, error: unknown): void => {
    if (!setbacks.has(lane)) options.log?.warn({ outbox: options.prefix, lane, error: describe(error) }, 'outbox waits: cannot publish')
    rest(lane, AFTER_FAILURE)
  }

  const tend = async (lane: number): Promise<void> => {
    const sent = await sendLane(options.db, options.prefix, lane, options.batch, options.publish)
    if (sent.published > 0) options.onPublished(sent.published)
    if (sent.lane === 'busy') return rest(lane, WHILE_BUSY)
    setbacks.delete(lane)
    if (sent.lane === 'more') queue.ring(lane)
    queue.release(lane)
  }

  return {
    run: async () => {
      for (;;) {
        const lane = await queue.take(signal).catch(() => undefined)
        if (lane === undefined) return
        await tend(lane).catch((error: unknown) => failed(lane, error))
      }
    },
  }
}
