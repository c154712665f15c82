import { AppError, type Clock } from '@calbridge/core'

/**
 * What `work` gives, or AppError `unavailable` after `timeoutMs`. The work itself goes on: a delivery that is stored after all
 * is one that its sender thinks lost, and does no harm.
 */
export async function inTime<T>(clock: Clock, timeoutMs: number, work: Promise<T>): Promise<T> {
  const done = new AbortController()
  const late = clock.sleep(timeoutMs, done.signal).then(() => {
    throw new AppError('unavailable', 'the webhook could not be stored in time', { reason: 'not_stored', retryAfterMs: 1_000 })
  })
  late.catch(() => {}) // aborted below
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
  }
}
