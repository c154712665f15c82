import type { Remote } from './answer.ts'

export type Outcome = 'synced' | 'refused' | 'unknown' | 'manual_review' | 'retrying'

/** What booking is told; safe to tell twice. */
export interface Report {
  readonly outcome: Outcome
  readonly segmentIndex: number
  /** The change that was carried out, which may be newer than the job's own. */
  readonly changeId: string
  readonly version: number
  readonly attemptCount: number
  readonly booking?: Remote | undefined
  readonly errorCode?: string | undefined
  readonly errorMessage?: string | undefined
}
