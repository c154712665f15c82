import { type Clock, describe, type Log, type Scope, systemClock } from '@calbridge/core'
import type { Database } from './database.ts'
import { LaneQueue } from './lane-queue.ts'
import { OUTBOX_LANES } from './outbox.ts'
import type { PublishBytes } from './outbox-lane.ts'
import { followOutbox, published } from './outbox-metrics.ts'
import { onOutboxWake } from './outbox-wake.ts'
import { outboxWorker } from './outbox-worker.ts'

export interface OutboxPublisherOptions {
  readonly db: Database
  readonly prefix: string
  readonly publish: PublishBytes
  /** How often rows of other processes, or of a crash, are looked for. Default 500. */
  readonly pollMs?: number
  /** Rows in one request. Default 100. */
  readonly batch?: number
  /** Lanes sent at once, each with a connection. Default 4. */
  readonly lanesAtOnce?: number
  readonly clock?: Clock
  readonly random?: () => number
  readonly log?: Log
  /** After `records` of a lane were acknowledged and deleted. */
  readonly onPublished?: (records: number) => void
}

export interface OutboxPublisher {
  /** Looks at once; commits of `transaction()` do it by themselves. */
  wake(lanes?: Iterable<number>): void
}

const ALL = Array.from({ length: OUTBOX_LANES }, (_, lane) => lane)

/**
 * Publishes an outbox until the scope closes. At least once, in order per key, any number of publishers at once.
 * While the broker or the database is away it goes on trying, at most 2 s apart, and loses nothing.
 */
export function startOutboxPublisher(options: OutboxPublisherOptions, scope: Pick<Scope, 'defer'>): OutboxPublisher {
  const { db, prefix, publish, pollMs = 500, batch = 100, lanesAtOnce = 4, clock = systemClock, random = Math.random, log } = options
  const queue = new LaneQueue()
  const stop = new AbortController()
  const wake = (lanes: Iterable<number> = ALL): void => {
    for (const lane of lanes) queue.ring(lane)
  }
  const onPublished = (records: number): void => {
    published.inc({ outbox: prefix }, records)
    options.onPublished?.(records)
  }
  const worker = outboxWorker({ db, prefix, publish, batch, queue, clock, random, log, onPublished, signal: stop.signal })
  const running = Array.from({ length: lanesAtOnce }, () => worker.run())
  running.push(poll({ db, prefix, wake, pollMs, clock, log, signal: stop.signal }))
  const deafen = onOutboxWake(db, prefix, wake)
  const forget = followOutbox(db, prefix)
  scope.defer('outbox publisher', async () => {
    deafen()
    forget()
    stop.abort()
    await Promise.all(running)
  })
  wake()
  return { wake }
}

interface Poll {
  readonly db: Database
  readonly prefix: string
  readonly wake: (lanes: Iterable<number>) => void
  readonly pollMs: number
  readonly clock: Clock
  readonly log: Log | undefined
  readonly signal: AbortSignal
}

/** Finds what nobody woke us for: rows of another process, of a crash, of a transaction that was not `transaction()`. */
async function poll({ db, prefix, wake, pollMs, clock, log, signal }: Poll): Promise<void> {
  for (let quiet = false; ; ) {
    const stopped = await clock.sleep(pollMs, signal).then(
      () => false,
      () => true,
    )
    if (stopped) return
    try {
      wake(await db(`${prefix}_outbox`).distinct('lane').pluck('lane'))
      quiet = false
    } catch (error) {
      if (!quiet) log?.warn({ outbox: prefix, error: describe(error) }, 'outbox waits: no database')
      quiet = true
    }
  }
}
