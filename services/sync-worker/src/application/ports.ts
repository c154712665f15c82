import type { Answer, Finding } from '../domain/answer.ts'
import type { Attempt, AttemptChange, Job, NewAttempt, NewJob, NextState } from '../domain/job.ts'
import type { Plan, PlanSegment } from '../domain/plan.ts'
import type { Report } from '../domain/report.ts'

export interface CredentialKey {
  readonly tenant: string
  readonly credentialId: string
}

export type JobRef = Pick<Job, 'id' | 'token'>

/** How a transition is stored: the job's next state, its attempt, and what is owed to booking. */
export interface Stored {
  readonly next: NextState
  readonly attempt?: AttemptChange | undefined
  readonly owed?: Job['owed']
  /** Give the job back, to be taken again when it is due. */
  readonly release: boolean
}

/** Jobs and attempts. Each call is one transaction; times are the store's own clock. */
export interface JobStore {
  /** Once per change id; idle jobs for older versions of the appointment are superseded by it. */
  add(job: NewJob): Promise<'stored' | 'duplicate'>
  /** Makes an unknown job of the appointment due now: news have come. */
  hasten(tenant: string, appointmentUid: string): Promise<void>
  /** Credentials that have a job due, longest waiting first. */
  credentialsDue(): Promise<readonly CredentialKey[]>
  /**
   * Leases the job of this credential that is due longest, unless its appointment has an older open job, or
   * one that is leased. Raises its token.
   */
  take(credential: CredentialKey, leaseMs: number): Promise<Job | undefined>
  /** False when the lease is somebody else's by now. */
  renew(job: JobRef, leaseMs: number): Promise<boolean>
  /**
   * Commits an attempt as `sending`. Throws AppError conflict: `lease_lost`, `attempt_open` (another of the appointment is
   * unresolved), `already_written` (a create that booked stands in the attempts).
   */
  begin(job: JobRef, attempt: NewAttempt): Promise<Job>
  /** Throws AppError conflict `lease_lost`, and changes nothing then. Gives the job as it is now. */
  store(job: JobRef, change: Stored): Promise<Job>
}

/** The booking service, as seen from here. */
export interface BookingPort {
  /** Throws AppError not_found for an appointment that does not exist. */
  plan(tenant: string, appointmentUid: string): Promise<Plan>
  /** Safe to repeat. */
  record(job: Pick<Job, 'id' | 'tenant' | 'appointmentUid'>, report: Report): Promise<void>
}

/** Cal.com for one credential. None of these throws for what Cal.com answers. */
export interface CalcomPort {
  create(plan: Plan, segment: PlanSegment): Promise<Answer>
  reschedule(plan: Plan, segment: PlanSegment): Promise<Answer>
  cancel(plan: Plan, segment: PlanSegment): Promise<Answer>
  /** Throws AppError when Cal.com can't be asked now. */
  lookUp(plan: Plan, segment: PlanSegment, attempt: Attempt): Promise<Finding>
  /** Is the segment's wanted start among the free slots? Throws as `lookUp`. */
  isListed(segment: PlanSegment): Promise<boolean>
  /** Start of the segment's booking there. Throws as `lookUp`. */
  startOf(segment: PlanSegment): Promise<number>
}

/** Throws AppError failed_precondition when the credential is unknown here, or can't be opened. */
export type CalcomOf = (credential: CredentialKey) => CalcomPort
