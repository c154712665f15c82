import type { Clock } from '@calbridge/core'
import type { Job } from '../domain/job.ts'
import type { JobStore } from './ports.ts'

interface Holding {
  readonly store: Pick<JobStore, 'renew'>
  readonly clock: Clock
  readonly leaseMs: number
  readonly stop: AbortSignal
}

/** Runs `work` and renews the job's lease meanwhile. The work's signal aborts on `stop` and when the lease is another's. */
export async function holdLease<T>(
  { store, clock, leaseMs, stop }: Holding,
  job: Job,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = new AbortController()
  const lost = new AbortController()
  const renewing = (async () => {
    while (!done.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(leaseMs / 3, done.signal)
      // A store that can't be asked is no reason to give up: it refuses what comes after the lease's end.
      if (!(await store.renew(job, leaseMs).catch(() => true))) lost.abort()
    }
  })().catch(() => {})
  try {
    return await work(AbortSignal.any([stop, lost.signal]))
  } finally {
    done.abort()
    await renewing
  }
}
