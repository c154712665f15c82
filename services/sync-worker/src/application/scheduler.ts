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
  /** Gives the pause that the job's credential needs, milliseconds. */
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
  const pausedUntil = new Map<string, number>()
  let lastServed = ''
  let alarm = new AbortController()
  const wake = (): void => alarm.abort()

  const isFree = (credential: CredentialKey): boolean => {
    const name = nameOf(credential)
    const busy = [...running.values()].filter((other) => other === name).length
    return busy < options.perCredential && (pausedUntil.get(name) ?? 0) <= clock.monotonic()
  }

  async function fill(): Promise<void> {
    let turn = inTurn(await store.credentialsDue(), lastServed)
    while (turn.length > 0) {
      const served: CredentialKey[] = []
      for (const credential of turn) {
        if (running.size >= options.concurrency || stop.signal.aborted) return
        const job = isFree(credential) ? await store.take(credential, options.leaseMs) : undefined
        if (!job) continue
        start(job)
        lastServed = nameOf(credential)
        served.push(credential)
      }
      turn = served
    }
  }

  function start(job: Job): void {
    const name = nameOf(job)
    const work = holdLease({ store, clock, leaseMs: options.leaseMs, stop: stop.signal }, job, (signal) => run(job, signal))
      .then((pauseMs) => {
        if (pauseMs > 0) pausedUntil.set(name, clock.monotonic() + pauseMs)
        else pausedUntil.delete(name)
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

/** The same credentials, beginning after the one that was served last. */
function inTurn(due: readonly CredentialKey[], lastServed: string): readonly CredentialKey[] {
  const at = due.findIndex((credential) => nameOf(credential) === lastServed)
  return [...due.slice(at + 1), ...due.slice(0, at + 1)]
}
