export type BreakerState = 'closed' | 'open' | 'half_open'

export type BreakerPass =
  | { readonly allowed: true /** The one call that tests whether Cal.com is back. */; readonly probe: boolean }
  | { readonly allowed: false; readonly retryAfterMs: number }

/** success and failure speak of the infrastructure; `neutral` = the call never got to tell. A 4xx is a success. */
export type BreakerOutcome = 'success' | 'failure' | 'neutral'

export interface BreakerStatus {
  readonly state: BreakerState
  readonly failures: number
  readonly successes: number
  /** Until the next probe is let through; 0 when closed. */
  readonly retryAfterMs: number
}

/** Stops calls to a Cal.com that does not answer; one per credential, shared by all processes. */
export interface Breaker {
  enter(): Promise<BreakerPass>
  /** Must follow every allowed `enter`, with the pass it gave. */
  record(outcome: BreakerOutcome, pass: BreakerPass): Promise<void>
  status(): Promise<BreakerStatus>
  reset(): Promise<void>
}

export interface BreakerLimits {
  readonly failuresToOpen: number
  readonly openMs: number
  readonly successesToClose: number
  /** A probe that is not heard of again is given up after this long, and another may go. */
  readonly probeMs: number
}

export const BREAKER_LIMITS: BreakerLimits = { failuresToOpen: 5, openMs: 60_000, successesToClose: 2, probeMs: 35_000 }
