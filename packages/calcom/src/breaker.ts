/** What of Cal.com fails together: each kind has a breaker of its own. */
export const BREAKER_KINDS = ['slots', 'bookings', 'directory', 'webhooks'] as const
export type BreakerKind = (typeof BREAKER_KINDS)[number]

export type BreakerState = 'closed' | 'open' | 'half_open'

export type BreakerPass =
  | { readonly allowed: true /** The one call that tests whether Cal.com is back. */; readonly probe: boolean }
  | { readonly allowed: false; readonly retryAfterMs: number }

/** success and failure speak of the infrastructure; `neutral` = the call never got to tell. A 4xx is a success. */
export type BreakerOutcome = 'success' | 'failure' | 'neutral'

export interface BreakerStatus {
  readonly state: BreakerState
  /** Of the last `failuresWithinMs`. */
  readonly failures: number
  readonly successes: number
  /** Until the next probe is let through; 0 when closed. */
  readonly retryAfterMs: number
}

/** Stops calls to a Cal.com that does not answer; one per credential and kind of endpoint, shared by all processes. */
export interface Breaker {
  enter(kind: BreakerKind): Promise<BreakerPass>
  /** Must follow every allowed `enter`, with the pass it gave. */
  record(kind: BreakerKind, outcome: BreakerOutcome, pass: BreakerPass): Promise<void>
  status(kind: BreakerKind): Promise<BreakerStatus>
  reset(kind: BreakerKind): Promise<void>
}

export interface BreakerLimits {
  /** So many failures … */
  readonly failuresToOpen: number
  /** … within this long open it, whatever succeeded in between. */
  readonly failuresWithinMs: number
  readonly openMs: number
  readonly successesToClose: number
  /** A probe that is not heard of again is given up after this long, and another may go. */
  readonly probeMs: number
}

export const BREAKER_LIMITS: BreakerLimits = {
  failuresToOpen: 5,
  failuresWithinMs: 60_000,
  openMs: 60_000,
  successesToClose: 2,
  probeMs: 35_000,
}
