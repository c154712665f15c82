import { CalcomError, type CalcomErrorKind } from '@calbridge/calcom'
import type { Answer } from '../domain/answer.ts'
import type { Op } from '../domain/plan.ts'

type Kind = Exclude<Answer['kind'], 'written' | 'foreign'>

/** What each refusal means for a write. The compiler asks for a decision when the client learns a new one. */
// `taken` is every refusal of the time itself: whoever asked for it is told, and it is given up here.
const MEANING: Record<CalcomErrorKind, Kind> = {
  slot_taken: 'taken',
  lost_race: 'lost_race',
  past: 'taken',
  out_of_window: 'taken',
  booker_limit: 'taken',
  invalid: 'invalid',
  needs_reason: 'invalid',
  not_allowed: 'invalid',
  ended: 'invalid',
  already_cancelled: 'gone',
  already_rescheduled: 'gone',
  already_confirmed: 'invalid',
  already_exists: 'invalid',
  not_found: 'gone',
  unauthorised: 'unauthorised',
  rate_limited: 'unsent',
  unavailable: 'unsent',
  deadline: 'unsent',
  unknown_outcome: 'unknown',
}

/** A failed write as an answer. An error that the client did not classify may have booked: it is unknown. */
export function answerOf(op: Op, error: unknown): Answer {
  if (!(error instanceof CalcomError)) return { kind: 'unknown', code: 'internal' }
  const kind = error.wroteNothing ? MEANING[error.kind] : 'unknown'
  const code = kind === 'unknown' && error.status !== undefined ? `HTTP_${error.status}` : (error.reason ?? error.kind)
  // A create that finds nothing has been given a wrong event type; there is no booking to look for.
  if (kind === 'invalid' || (kind === 'gone' && op === 'create')) return { kind: 'invalid', code, message: error.message }
  if (kind === 'unsent') return { kind, code, retryAfterMs: error.retryAfterMs }
  return { kind, code }
}
