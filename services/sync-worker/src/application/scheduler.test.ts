import { silentLog } from '@calbridge/core'
import { manualClock, testScope } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import type { Job } from '../domain/job.ts'
import { aJob } from '../testing/builders.ts'
import { memoryJobStore } from './memory-job-store.ts'
import { type SchedulerOptions, startScheduler } from './scheduler.ts'

/** A scheduler whose jobs end when the test says so. */
async function scheduled(jobs: readonly string[], options: Partial<SchedulerOptions> = {}) {
  const clock = manualClock()
  const store = memoryJobStore(clock)
  for (const [n, credentialId] of jobs.entries()) await store.add(aJob({ credentialId, changeId: `ch${n}`, appointmentUid: `a${n}` }))
  const begun: { job: Job; signal: AbortSignal; end: (restMs?: number) => void }[] = []
  const run = (job: Job, signal: AbortSignal) =>
    new Promise<number>((resolve) => {
      const end = (restMs = 0) => {
        void store.store(job, { next: { state: 'done' }, release: true }).catch(() => {})
        resolve(restMs)
      }
      begun.push({ job, signal, end })
      signal.addEventListener('abort', () => end())
    })
  const limits = { pollMs: 100, leaseMs: 3_000, concurrency: 3, perCredential: 2, ...options }
  const scheduler = startScheduler({ store, run, clock, log: silentLog, options: limits }, testScope())
  await clock.advance(1)
  return { clock, store, scheduler, begun, names: () => begun.map(({ job }) => job.credentialId).join('') }
}

describe('the scheduler', () => {
  it('serves credentials in turn, however many jobs one of them has', async () => {
    const { names, begun, clock } = await scheduled(['a', 'a', 'a', 'a', 'b', 'c'], { concurrency: 1 })
    for (let n = 0; n < 5; n++) {
      begun.at(-1)!.end()
      await clock.advance(1)
    }
    expect(names()).toBe('abcaaa')
  })

  it('runs no more at a time than it may, in all and of one credential', async () => {
    const { names, begun, clock } = await scheduled(['a', 'a', 'a', 'b', 'b'])
    expect(names()).toBe('aba')
    begun[1]!.end()
    await clock.advance(1)
    expect(names()).toBe('abab')
  })

  it('lets a credential rest when its job says so, and others go on', async () => {
    const { names, begun, clock } = await scheduled(['a', 'a', 'b', 'b'], { concurrency: 1 })
    begun[0]!.end(5_000)
    await clock.advance(1)
    begun[1]!.end()
    await clock.advance(1)
    begun[2]!.end()
    await clock.advance(4_900)
    expect(names()).toBe('abb')
    await clock.advance(200)
    expect(names()).toBe('abba')
  })

  it('is woken for a new job, and finds others’ by polling', async () => {
    const { begun, store, scheduler, clock } = await scheduled([])
    await store.add(aJob({ changeId: 'x', appointmentUid: 'x' }))
    scheduler.wake()
    await clock.advance(1)
    expect(begun).toHaveLength(1)
    await store.add(aJob({ changeId: 'y', appointmentUid: 'y' }))
    await clock.advance(100)
    expect(begun).toHaveLength(2)
  })

  it('keeps a job’s lease while it runs, and stops it when the lease is another’s', async () => {
    const { begun, store, clock } = await scheduled(['a'])
    await clock.advance(60_000)
    expect(await store.take({ tenant: '1', credentialId: 'a' }, 1_000)).toBeUndefined()
    const [row] = store.rows()
    Object.assign(row!, { token: 99 })
    await clock.advance(1_000)
    expect(begun[0]!.signal.aborted).toBe(true)
  })
})
