import type { Op } from './plan.ts'
import type { Report } from './report.ts'

/** `sending`, `unknown` and `recording` must survive a crash: each says what is owed before anything else may happen. */
export type JobState = 'queued' | 'sending' | 'unknown' | 'retrying' | 'recording' | 'done' | 'superseded' | 'review'

export interface NewJob {
  readonly tenant: string
  readonly appointmentUid: string
  /** Unique in a tenant: the same change is one job, however often its event comes. */
  readonly changeId: string
  readonly kind: Op
  readonly version: number
  readonly credentialId: string
  readonly occurredAtMs: number
  readonly traceparent?: string | undefined
}

export interface Job extends NewJob {
  readonly id: string
  readonly state: JobState
  /** Rises with every taking: whoever holds an older one can write nothing more. */
  readonly token: number
  /** Answers known to have written nothing; these use up the retries. */
  readonly knownFailures: number
  /** Rate limits and outages in a row; these only lengthen the pause. */
  readonly waits: number
  readonly errorCode: string
  /** A result that booking has not accepted yet, and what the job becomes once it has. */
  readonly owed?: { readonly report: Report; readonly next: NextState } | undefined
  /** Every attempt for the appointment, oldest first. */
  readonly attempts: readonly Attempt[]
  /** The store's clock when this was read. */
  readonly nowMs: number
}

export type OpenState = 'sending' | 'unknown' | 'doubted'
export type ClosedState = 'written' | 'unsent' | 'refused' | 'absent' | 'review'

/** One request to Cal.com that writes, committed before it is sent. */
export interface Attempt {
  readonly id: string
  readonly jobId: string
  readonly token: number
  readonly changeId: string
  readonly op: Op
  readonly segmentIndex: number
  /** The booking to move or cancel; empty for a create. */
  readonly targetUid: string
  readonly startMs: number
  readonly state: OpenState | ClosedState
  /** No earlier than the request can have been on the wire; by the store's clock. */
  readonly sentAtMs: number
  /** The first look-up that found nothing and was late enough to count. */
  readonly firstEmptyAtMs?: number | undefined
  /** doubted: what to believe when it is not found; `slot_taken` is a refusal, anything else a review. */
  readonly ifAbsent?: string | undefined
  /** written: the booking that came of it. */
  readonly uid: string
}

export type NewAttempt = Pick<Attempt, 'changeId' | 'op' | 'segmentIndex' | 'targetUid' | 'startMs'>

/** What a job becomes. Without `dueInMs` it is over, unless `goOn`. */
export interface NextState {
  readonly state: JobState
  readonly dueInMs?: number | undefined
  /** The same worker plans again at once. */
  readonly goOn?: boolean | undefined
  readonly knownFailures?: number | undefined
  readonly waits?: number | undefined
  readonly errorCode?: string | undefined
  readonly errorMessage?: string | undefined
}

export interface AttemptChange {
  readonly id: string
  readonly state: OpenState | ClosedState
  readonly sentNow?: boolean | undefined
  readonly emptyNow?: boolean | undefined
  readonly ifAbsent?: string | undefined
  readonly uid?: string | undefined
  /** written: where the booking begins, which may differ from what was asked for. */
  readonly startMs?: number | undefined
  readonly errorCode?: string | undefined
  readonly errorMessage?: string | undefined
}

/** One transition, stored in one transaction. A report is delivered before `next` takes effect. */
export interface Turn {
  readonly next: NextState
  readonly attempt?: AttemptChange | undefined
  readonly report?: Report | undefined
  /** Other jobs of the credential would only meet the same: it rests for so long. */
  readonly restMs?: number | undefined
}

export const isOpen = ({ state }: Pick<Attempt, 'state'>): boolean => state === 'sending' || state === 'unknown' || state === 'doubted'
