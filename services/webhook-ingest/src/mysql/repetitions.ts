import { describe, type Log, type Scope } from '@calbridge/core'
import type { Database } from '@calbridge/mysql'

/** Counts further deliveries of a stored one, by its id. */
export type CountAgain = (id: number) => void

/**
 * Counts behind the answers, many at once: a hundred equal deliveries would else wait for a hundred commits of one row.
 * The count is for people who look; a crash may lose some.
 */
export function countRepetitions(db: Database, log: Log, scope: Pick<Scope, 'defer'>): CountAgain {
  const waiting = new Map<number, number>()
  let running: Promise<void> | undefined

  const flush = async (): Promise<void> => {
    for (const [id, times] of waiting) {
      waiting.delete(id)
      await db('webhook_events')
        .where({ id })
        .increment('delivery_count', times)
        .catch((error: unknown) => log.warn({ error: describe(error), times }, 'repeated webhooks not counted'))
    }
    running = undefined
  }
  scope.defer('webhook repetitions', () => running)
  return (id) => {
    waiting.set(id, (waiting.get(id) ?? 0) + 1)
    running ??= flush()
  }
}
