import { describe, expect, it } from 'vitest'
import type { Job, NewAttempt, NewJob } from '../domain/job.ts'
import type { JobStore } from './ports.ts'

export interface StoreUnderTest {
  readonly store: JobStore
  /** Lets that much time pass for the store. */
  pass(ms: number): Promise<void>
}

const credential = { tenant: '1', credentialId: 'c1' }
const LEASE_MS = 400
const create: NewAttempt = { changeId: 'ch1', op: 'create', segmentIndex: 0, targetUid: '', startMs: Date.UTC(2030, 0, 7, 9) }

const aNewJob = (with_: Partial<NewJob> = {}): NewJob => ({
  ...credential,
  appointmentUid: '018f0000-0000-7000-8000-000000000001',
  changeId: 'ch1',
  kind: 'create',
  version: 1,
  occurredAtMs: Date.UTC(2026, 10, 21),
  ...with_,
})
const other = (n: number, with_: Partial<NewJob> = {}) =>
  aNewJob({ appointmentUid: `018f0000-0000-7000-8000-00000000000${n}`, changeId: `other${n}`, ...with_ })

/** What every JobStore owes the scheduler; the one in memory is held to it like the one in MySQL. */
export function describeJobStore(name: string, make: () => Promise<StoreUnderTest>): void {
  const taken = async (store: JobStore, leaseMs = 60_000): Promise<Job> => {
    const job = await store.take(credential, leaseMs)
    if (!job) throw new Error('no job was due')
    return job
  }
  const lost = { reason: 'lease_lost' }

  describe(`JobStore contract: ${name}`, () => {
    it('stores a change once', async () => {
      const { store } = await make()
      expect(await store.add(aNewJob())).toBe('stored')
      expect(await store.add(aNewJob())).toBe('duplicate')
      expect(await store.add(aNewJob({ tenant: '2' }))).toBe('stored')
    })

    it('gives a job whole', async () => {
      const { store } = await make()
      await store.add(aNewJob({ traceparent: '00-1-2-01' }))
      expect(await taken(store)).toMatchObject({
        ...aNewJob(),
        traceparent: '00-1-2-01',
        state: 'queued',
        token: 1,
        attempts: [],
        errorCode: '',
      })
      expect(await store.take(credential, 60_000)).toBeUndefined()
    })

    it('tells whose jobs are due', async () => {
      const { store } = await make()
      await store.add(aNewJob())
      await store.add(other(2, { credentialId: 'c2' }))
      expect(await store.credentialsDue()).toHaveLength(2)
      await taken(store)
      expect(await store.credentialsDue()).toEqual([{ tenant: '1', credentialId: 'c2' }])
    })

    it('works on one job of an appointment at a time, and on others meanwhile', async () => {
      const { store } = await make()
      await store.add(aNewJob())
      await taken(store)
      await store.add(aNewJob({ changeId: 'ch2', version: 2 }))
      await store.add(other(2))
      expect((await taken(store)).changeId).toBe('other2')
      expect(await store.take(credential, 60_000)).toBeUndefined()
    })

    it('takes the older change first, even when it came later', async () => {
      const { store } = await make()
      await store.add(aNewJob({ changeId: 'ch2', version: 2 }))
      await store.add(aNewJob())
      const first = await taken(store)
      expect(first.changeId).toBe('ch1')
      await store.store(first, { next: { state: 'done' }, release: true })
      expect((await taken(store)).changeId).toBe('ch2')
    })

    it('a newer change supersedes jobs that are idle, and none that is unresolved', async () => {
      const { store } = await make()
      await store.add(aNewJob())
      await store.add(other(2))
      const [unresolved, idle] = [await taken(store), await taken(store)]
      await store.store(unresolved, { next: { state: 'unknown', dueInMs: 0 }, release: true })
      await store.add({ ...unresolved, changeId: 'ch9', version: 9 })
      await store.store(idle, { next: { state: 'retrying', dueInMs: 0 }, release: true })
      await store.add({ ...idle, changeId: 'ch8', version: 8 })
      const next = [await taken(store), await taken(store)].map(({ changeId }) => changeId)
      expect(new Set(next)).toEqual(new Set([unresolved.changeId, 'ch8']))
    })

    it('comes back when it is due, and not before', async () => {
      const { store, pass } = await make()
      await store.add(aNewJob())
      await store.store(await taken(store), {
        next: { state: 'retrying', dueInMs: 300, knownFailures: 2, waits: 1, errorCode: 'x' },
        release: true,
      })
      expect(await store.take(credential, LEASE_MS)).toBeUndefined()
      await pass(350)
      expect(await taken(store)).toMatchObject({ state: 'retrying', token: 2, knownFailures: 2, waits: 1, errorCode: 'x' })
    })

    it('passes a dead worker’s job on after its lease, and lets the dead write nothing more', async () => {
      const { store, pass } = await make()
      await store.add(aNewJob())
      const dead = await taken(store, LEASE_MS)
      await pass(LEASE_MS + 50)
      const alive = await taken(store)
      expect(alive.token).toBe(dead.token + 1)
      await expect(store.begin(dead, create)).rejects.toMatchObject(lost)
      await expect(store.store(dead, { next: { state: 'done' }, release: true })).rejects.toMatchObject(lost)
      expect(await store.renew(dead, LEASE_MS)).toBe(false)
      await expect(store.begin(alive, create)).resolves.toMatchObject({ state: 'sending' })
    })

    it('keeps a lease that is renewed', async () => {
      const { store, pass } = await make()
      await store.add(aNewJob())
      const job = await taken(store, LEASE_MS)
      await pass(LEASE_MS / 2)
      expect(await store.renew(job, 10 * LEASE_MS)).toBe(true)
      await pass(LEASE_MS)
      expect(await store.take(credential, LEASE_MS)).toBeUndefined()
    })

    it('sends nothing on a lease that has run out', async () => {
      const { store, pass } = await make()
      await store.add(aNewJob())
      const late = await taken(store, LEASE_MS)
      await pass(LEASE_MS + 50)
      await expect(store.begin(late, create)).rejects.toMatchObject(lost)
    })

    it('begins no second attempt while one is unresolved', async () => {
      const { store } = await make()
      await store.add(aNewJob())
      const job = await store.begin(await taken(store), create)
      expect(job.attempts).toMatchObject([{ ...create, state: 'sending', jobId: job.id, token: job.token }])
      await expect(store.begin(job, create)).rejects.toMatchObject({ reason: 'attempt_open' })
      await store.store(job, { next: { state: 'queued' }, attempt: { id: job.attempts[0]!.id, state: 'unsent' }, release: false })
      await expect(store.begin(job, create)).resolves.toMatchObject({ attempts: [{ state: 'unsent' }, { state: 'sending' }] })
    })

    it('never books a part twice', async () => {
      const { store } = await make()
      await store.add(aNewJob())
      const job = await store.begin(await taken(store), create)
      const id = job.attempts[0]!.id
      const change = { id, state: 'written' as const, uid: 'u1', startMs: create.startMs + 60_000 }
      const after = await store.store(job, { next: { state: 'queued' }, attempt: change, release: false })
      expect(after.attempts).toMatchObject([{ state: 'written', uid: 'u1', startMs: create.startMs + 60_000 }])
      await expect(store.begin(after, create)).rejects.toMatchObject({ reason: 'already_written' })
      await expect(store.begin(after, { ...create, segmentIndex: 1 })).resolves.toBeDefined()
    })

    it('remembers what is owed to booking, and when look-ups were empty', async () => {
      const { store, pass } = await make()
      await store.add(aNewJob())
      const job = await store.begin(await taken(store), create)
      const owed = {
        report: { outcome: 'unknown' as const, segmentIndex: 0, changeId: 'ch1', version: 1, attemptCount: 1, errorCode: 'HTTP_500' },
        next: { state: 'unknown' as const, dueInMs: 5 },
      }
      await pass(20)
      const attempt = { id: job.attempts[0]!.id, state: 'doubted' as const, sentNow: true, emptyNow: true, ifAbsent: 'slot_taken' }
      const after = await store.store(job, { next: { state: 'recording', dueInMs: 0 }, attempt, owed, release: true })
      expect(after).toMatchObject({ state: 'recording', owed, attempts: [{ state: 'doubted', ifAbsent: 'slot_taken' }] })
      expect(after.attempts[0]!.sentAtMs).toBeGreaterThan(job.attempts[0]!.sentAtMs)
      expect(after.attempts[0]!.firstEmptyAtMs).toBe(after.attempts[0]!.sentAtMs)
      expect(await taken(store)).toMatchObject({ owed })
    })

    it('hastens an unresolved job when there is news', async () => {
      const { store } = await make()
      await store.add(aNewJob())
      const job = await taken(store)
      await store.store(job, { next: { state: 'unknown', dueInMs: 60_000 }, release: true })
      expect(await store.take(credential, LEASE_MS)).toBeUndefined()
      await store.hasten(job.tenant, job.appointmentUid)
      expect(await taken(store)).toMatchObject({ id: job.id })
    })

    it('gives each of many takers another job', async () => {
      const { store } = await make()
      for (let n = 2; n < 8; n++) await store.add(other(n))
      const jobs = await Promise.all(Array.from({ length: 12 }, () => store.take(credential, 60_000)))
      const rest: (Job | undefined)[] = []
      for (let i = 0; i < 6; i++) rest.push(await store.take(credential, 60_000))
      const ids = [...jobs, ...rest].flatMap((job) => job?.id ?? [])
      expect(ids).toHaveLength(6)
      expect(new Set(ids).size).toBe(6)
    })
  })
}
