import { type Clock, describe, type Log, type Scope } from '@calbridge/core'
import type { Job } from '../domain/job.ts'
import { holdLease } from './lease.ts'
import type { CredentialKey, JobStore } from './ports.ts'

export interface SchedulerOptions {
  /** Jobs that other replicas stored, or whose pause is over, are found this often. */
  readonly pollMs: number
  readonly leaseMs: number
  /** Jobs at a time in this process. */
  readonly concurrency: number
  /** And of one credential: its budget is shared, and one slow Cal.com must not take all places. */
  readonly perCredential: number
}

export interface SchedulerDeps {
  readonly store: Pick<JobStore, 'credentialsDue' | 'take' | 'renew'>
  /** Gives how long the job's credential had better rest, milliseconds. */
  readonly run: (job: Job, signal: AbortSignal) => Promise<number>
  readonly clock: Clock
  readonly log: Log
  readonly options: SchedulerOptions
}

const nameOf = ({ tenant, credentialId }: CredentialKey): string => `${tenant}/${credentialId}`

/** Takes due jobs, credential by credential in turn, and runs them. Closing lets those that run come to a safe end. */
export function startScheduler({ store, run, clock, log, options }: SchedulerDeps, scope: Scope): { wake(): void } {
  const stop = new AbortController()
  const running = new Map<Promise<void>, string>()
  const restsUntil = new Map<string, number>()
  const servedAt = new Map<string, number>()
  let serial = 0
  let alarm = new AbortController()
  const wake = (): void => alarm.abort()

  const isFree = (credential: CredentialKey): boolean => {
    const name = nameOf(credential)
    const busy = [...running.values()].filter((other) => other === name).length
    return busy < options.perCredential && (restsUntil.get(name) ?? 0) <= clock.monotonic()
  }

  async function fill(): Promise<void> {
    const due = await store.credentialsDue()
    // Who was served longest ago goes first; among equals who waits longest.
    let turn: readonly CredentialKey[] = due.toSorted((a, b) => (servedAt.get(nameOf(a)) ?? 0) - (servedAt.get(nameOf(b)) ?? 0))
    while (turn.length > 0) {
      const served: CredentialKey[] = []
      for (const credential of turn) {
        if (running.size >= options.concurrency || stop.signal.aborted) return
        const job = isFree(credential) ? await store.take(credential, options.leaseMs) : undefined
        if (!job) continue
        start(job)
        servedAt.set(nameOf(credential), ++serial)
        served.push(credential)
      }
      turn = served
    }
  }

  function start(job: Job): void {
    const name = nameOf(job)
    const work = holdLease({ store, clock, leaseMs: options.leaseMs, stop: stop.signal }, job, (signal) => run(job, signal))
      .then((restMs) => {
        if (restMs > 0) restsUntil.set(name, clock.monotonic() + restMs)
        else restsUntil.delete(name)
      })
      .catch((error: unknown) =>
        log.error({ job: job.id, appointment: job.appointmentUid, error: describe(error) }, 'sync job left to its lease'),
      )
      .finally(() => {
        running.delete(work)
        wake()
      })
    running.set(work, name)
  }

  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      alarm = new AbortController()
      await fill().catch((error: unknown) => log.warn({ error: describe(error) }, 'jobs can’t be taken now'))
      await clock.sleep(options.pollMs, AbortSignal.any([alarm.signal, stop.signal])).catch(() => {})
    }
  }

  const ended = loop()
  scope.defer('scheduler', async () => {
    stop.abort()
    await ended
    await Promise.all(running.keys())
  })
  return { wake }
}
