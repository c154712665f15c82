import type { Remote } from '../domain/answer.ts'
import type { Attempt, Job } from '../domain/job.ts'
import type { Plan, PlanSegment } from '../domain/plan.ts'

/** Builders for tests: a whole value with what the test says. */
export const T0 = Date.UTC(2030, 0, 7, 9)

export const aSegment = (with_: Partial<PlanSegment> = {}): PlanSegment => ({
  index: 0,
  eventTypeId: 7,
  credentialId: 'c1',
  startMs: T0,
  endMs: T0 + 1_800_000,
  uid: '',
  previousUid: '',
  bookingId: 0,
  status: '',
  ...with_,
})

export const aPlan = (with_: Partial<Plan> = {}): Plan => ({
  tenant: '1',
  appointmentUid: 'a1',
  appointmentId: '11',
  version: 1,
  changeId: 'ch1',
  wanted: 'live',
  synced: false,
  failed: false,
  segments: [aSegment()],
  attendee: { name: 'Anna', email: 'anna@example.com', phone: '', timeZone: 'Europe/Berlin', language: 'de' },
  notes: '',
  reason: '',
  callId: '',
  origin: 'api',
  ...with_,
})

export const anAttempt = (with_: Partial<Attempt> = {}): Attempt => ({
  id: '1',
  jobId: '1',
  token: 1,
  changeId: 'ch1',
  op: 'create',
  segmentIndex: 0,
  targetUid: '',
  startMs: T0,
  state: 'sending',
  sentAtMs: 0,
  uid: '',
  ...with_,
})

export const aJob = (with_: Partial<Job> = {}): Job => ({
  id: '1',
  tenant: '1',
  appointmentUid: 'a1',
  changeId: 'ch1',
  kind: 'create',
  version: 1,
  credentialId: 'c1',
  occurredAtMs: 0,
  state: 'queued',
  token: 1,
  knownFailures: 0,
  waits: 0,
  errorCode: '',
  attempts: [],
  nowMs: 0,
  ...with_,
})

export const aRemote = (with_: Partial<Remote> = {}): Remote => ({
  uid: 'u1',
  id: 1,
  status: 'accepted',
  startMs: T0,
  updatedAtMs: 1,
  hostId: 101,
  ...with_,
})
