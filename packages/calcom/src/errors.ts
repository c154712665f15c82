import { AppError, type AppErrorOptions, type ErrorCode } from '@calbridge/core'

/** What Cal.com (or the way to it) said, in terms that a caller decides by. */
export type CalcomErrorKind =
  | 'slot_taken' // taken, closed, weekend, buffer, seats full: one and the same answer there
  | 'lost_race' // nothing written; look at the slots, then try again
  | 'past'
  | 'out_of_window' // below the notice or beyond the horizon
  | 'booker_limit'
  | 'invalid' // our request was wrong; `field` says where, when it can be told
  | 'needs_reason'
  | 'not_allowed' // the event type forbids it: no cancelling, minimum notice
  | 'ended' // the booking is over
  | 'already_cancelled'
  | 'already_rescheduled' // `newUid` is the booking to act on
  | 'already_confirmed'
  | 'already_exists' // the same webhook address, the same e-mail in a seated slot
  | 'not_found'
  | 'unauthorised' // the key: missing, wrong, expired, or without the right
  | 'rate_limited' // by Cal.com or by our own budget (`reason`); `retryAfterMs` says until when
  | 'unavailable' // down, refused, breaker open, or a read that got no usable answer
  | 'deadline' // the caller's time or signal ended first; a write was not sent
  | 'unknown_outcome' // a write without a usable answer: it may have booked. Look it up, never send again

const CODE: Record<CalcomErrorKind, ErrorCode> = {
  slot_taken: 'conflict',
  lost_race: 'unavailable',
  past: 'failed_precondition',
  out_of_window: 'failed_precondition',
  booker_limit: 'failed_precondition',
  invalid: 'invalid_argument',
  needs_reason: 'invalid_argument',
  not_allowed: 'failed_precondition',
  ended: 'failed_precondition',
  already_cancelled: 'failed_precondition',
  already_rescheduled: 'failed_precondition',
  already_confirmed: 'failed_precondition',
  already_exists: 'conflict',
  not_found: 'not_found',
  unauthorised: 'failed_precondition', // Cal.com's key, not our caller's
  rate_limited: 'rate_limited',
  unavailable: 'unavailable',
  deadline: 'deadline_exceeded',
  unknown_outcome: 'unavailable',
}

export interface CalcomErrorOptions extends AppErrorOptions {
  /** False when it is certain that Cal.com did not act on the request: not written to the wire, or refused at the door (429). */
  readonly sent: boolean
  /** Cal.com's HTTP status, when there was one. */
  readonly status?: number | undefined
  /** already_rescheduled: the uid that lives now. */
  readonly newUid?: string | undefined
}

/** Every failure of a call to Cal.com. `message` carries nothing that Cal.com or a person wrote; that is in `cause`. */
export class CalcomError extends AppError {
  readonly kind: CalcomErrorKind
  readonly sent: boolean
  readonly status: number | undefined
  readonly newUid: string | undefined

  constructor(kind: CalcomErrorKind, message: string, options: CalcomErrorOptions) {
    super(CODE[kind], message, { ...options, reason: options.reason ?? kind })
    this.kind = kind
    this.sent = options.sent
    this.status = options.status
    this.newUid = options.newUid
  }

  /** Would the same request be refused again? The key and everything infrastructural can mend. */
  override get permanent(): boolean {
    return super.permanent && this.kind !== 'unauthorised'
  }

  /** Certain that this call changed nothing at Cal.com. */
  get wroteNothing(): boolean {
    return this.kind !== 'unknown_outcome'
  }
}
