import { AppError, type Clock } from '@calbridge/core'
import { type Attempt, isOpen, type Job, type NewJob } from '../domain/job.ts'
import type { JobRef, JobStore } from './ports.ts'

interface Row extends Omit<Job, 'attempts' | 'nowMs'> {
  dueAtMs: number | undefined
  /** Undefined when nobody holds it; past when its holder died. */
  lockedUntilMs: number | undefined
}

const conflict = (reason: string) => new AppError('conflict', reason, { reason })

/** The JobStore's rules in memory: for tests and the simulation. Survives nothing. */
export function memoryJobStore(clock: Pick<Clock, 'now'>): JobStore & { rows(): readonly Row[]; attempts(): readonly Attempt[] } {
  const rows: Row[] = []
  const attempts: Attempt[] = []
  const sameAppointment = (a: { tenant: string; appointmentUid: string }) => (b: { tenant: string; appointmentUid: string }) =>
    a.tenant === b.tenant && a.appointmentUid === b.appointmentUid
  const owner = new Map<string, Row>()
  const attemptsOf = (row: Row) => attempts.filter((attempt) => sameAppointment(row)(owner.get(attempt.id)!))
  const toJob = ({ dueAtMs: _, lockedUntilMs: __, ...row }: Row, whole: Row): Job => ({
    ...row,
    attempts: attemptsOf(whole),
    nowMs: clock.now(),
  })
  const held = ({ id, token }: JobRef): Row => {
    const row = rows.find((other) => other.id === id && other.token === token && other.lockedUntilMs !== undefined)
    if (!row) throw conflict('lease_lost')
    return row
  }
  const isDue = (row: Row): boolean => row.dueAtMs !== undefined && row.dueAtMs <= clock.now()
  const isLeased = ({ lockedUntilMs }: Row): boolean => lockedUntilMs !== undefined && lockedUntilMs > clock.now()
  const mayRun = (row: Row): boolean =>
    !rows.some((other) => {
      const blocks = (other.dueAtMs !== undefined && other.version < row.version) || isLeased(other)
      return other !== row && sameAppointment(row)(other) && blocks
    })

  return {
    rows: () => rows,
    attempts: () => attempts,
    async add(job: NewJob) {
      if (rows.some(({ tenant, changeId }) => tenant === job.tenant && changeId === job.changeId)) return 'duplicate'
      for (const row of rows.filter(sameAppointment(job))) {
        const idle = (row.state === 'queued' || row.state === 'retrying') && row.lockedUntilMs === undefined
        if (idle && row.version < job.version) Object.assign(row, { state: 'superseded', dueAtMs: undefined })
      }
      const fresh = { state: 'queued' as const, token: 0, knownFailures: 0, waits: 0, errorCode: '' }
      rows.push({ ...job, ...fresh, id: String(rows.length + 1), dueAtMs: clock.now(), lockedUntilMs: undefined })
      return 'stored'
    },
    async hasten(tenant, appointmentUid) {
      for (const row of rows.filter(sameAppointment({ tenant, appointmentUid })))
        if (row.state === 'unknown' && row.lockedUntilMs === undefined) row.dueAtMs = clock.now()
    },
    async credentialsDue() {
      const due = rows.filter(isDue).sort((a, b) => a.dueAtMs! - b.dueAtMs!)
      return [...new Map(due.map(({ tenant, credentialId }) => [`${tenant}/${credentialId}`, { tenant, credentialId }])).values()]
    },
    async take({ tenant, credentialId }, leaseMs) {
      const mine = rows.filter((row) => row.tenant === tenant && row.credentialId === credentialId && isDue(row) && mayRun(row))
      const row = mine.sort((a, b) => a.dueAtMs! - b.dueAtMs!)[0]
      if (!row) return undefined
      for (const dead of rows.filter(sameAppointment(row))) dead.lockedUntilMs = undefined
      Object.assign(row, { token: row.token + 1, lockedUntilMs: clock.now() + leaseMs, dueAtMs: clock.now() + leaseMs })
      return toJob(row, row)
    },
    async renew(ref, leaseMs) {
      const row = rows.find(({ id, token, lockedUntilMs }) => id === ref.id && token === ref.token && lockedUntilMs !== undefined)
      if (row) Object.assign(row, { lockedUntilMs: clock.now() + leaseMs, dueAtMs: clock.now() + leaseMs })
      return row !== undefined
    },
    async begin(ref, wanted) {
      const row = held(ref)
      if (row.lockedUntilMs! <= clock.now()) throw conflict('lease_lost')
      if (attemptsOf(row).some(isOpen)) throw conflict('attempt_open')
      const booked = attemptsOf(row).some(
        ({ op, state, segmentIndex }) => op === 'create' && state === 'written' && segmentIndex === wanted.segmentIndex,
      )
      if (wanted.op === 'create' && booked) throw conflict('already_written')
      const id = String(attempts.length + 1)
      attempts.push({ ...wanted, id, jobId: row.id, token: row.token, state: 'sending', sentAtMs: clock.now(), uid: '' })
      owner.set(id, row)
      Object.assign(row, { state: 'sending' })
      return toJob(row, row)
    },
    async store(ref, { next, attempt, owed, release }) {
      const row = held(ref)
      const { dueInMs, goOn: _, errorMessage: __, ...fields } = next
      Object.assign(row, Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)), { owed })
      if (release) Object.assign(row, { lockedUntilMs: undefined, dueAtMs: dueInMs === undefined ? undefined : clock.now() + dueInMs })
      if (attempt) {
        const at = attempts.findIndex(({ id }) => id === attempt.id)
        const { sentNow, emptyNow, errorCode: _c, errorMessage: _m, ...changed } = attempt
        attempts[at] = {
          ...attempts[at]!,
          ...changed,
          ...(sentNow && { sentAtMs: clock.now() }),
          ...(emptyNow && { firstEmptyAtMs: clock.now() }),
        } as Attempt
      }
      return toJob(row, row)
    },
  }
}
