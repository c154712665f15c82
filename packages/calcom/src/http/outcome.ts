import type { BreakerOutcome } from '../breaker.ts'
import { CalcomError, type CalcomErrorKind, type CalcomErrorOptions } from '../errors.ts'
import { readErrorBody } from './error-body.ts'
import { readResetMs } from './rate-limit-headers.ts'
import { classifyRefusal, namedField, namedUid } from './refusals.ts'
import type { Exchange, HttpAnswer } from './transport.ts'

// What is told to callers. Cal.com's own words may name people and addresses: they go into `cause`.
const MESSAGES: Record<CalcomErrorKind, string> = {
  slot_taken: 'the slot is taken or not open at Cal.com',
  lost_race: 'somebody else booked at the same moment; nothing was written',
  past: 'the start is in the past',
  out_of_window: 'the start is too soon or too far ahead for this event type',
  booker_limit: 'the attendee has the most active bookings that the event type allows',
  invalid: 'Cal.com refused the request as invalid',
  needs_reason: 'Cal.com wants a reason for the cancellation',
  not_allowed: 'the event type does not allow it',
  ended: 'the booking is over',
  already_cancelled: 'the booking is cancelled already',
  already_rescheduled: 'the booking is rescheduled already',
  already_confirmed: 'the booking is confirmed already',
  already_exists: 'it exists already',
  not_found: 'Cal.com does not know it',
  unauthorised: "Cal.com refused the credential's key",
  rate_limited: "Cal.com's rate limit is reached",
  unavailable: 'Cal.com is not available',
  deadline: 'the time for the call to Cal.com is over',
  unknown_outcome: 'Cal.com gave no usable answer; the change may have been made',
}

export const calcomError = (kind: CalcomErrorKind, options: CalcomErrorOptions): CalcomError =>
  new CalcomError(kind, MESSAGES[kind], options)

/** A write without a usable answer may have been made; a read just failed. */
export function withoutAnswer(write: boolean, options: Omit<CalcomErrorOptions, 'sent'>): CalcomError {
  return calcomError(write ? 'unknown_outcome' : 'unavailable', { ...options, sent: true })
}

/** The error of an exchange that ended without a whole answer. */
export function failureOf(exchange: Exclude<Exchange, { ended: 'answered' }>, write: boolean): CalcomError {
  const { why, cause } = exchange
  if (exchange.ended === 'unsent') {
    const kind = why === 'cancelled' || (why === 'timeout' && !write) ? 'deadline' : 'unavailable'
    return calcomError(kind, { sent: false, reason: why, cause })
  }
  if (!write && why !== 'broken') return calcomError('deadline', { sent: true, reason: why, cause })
  return withoutAnswer(write, { reason: why, cause })
}

/** The error that an answer means, if it means one. */
export function errorIn({ status, headers, body }: HttpAnswer, write: boolean, nowMs: number): CalcomError | undefined {
  if (status >= 200 && status < 300) return undefined
  const error = readErrorBody(body)
  const cause = error?.message ?? `status ${status} with ${body.length} characters that Cal.com does not write`
  if (status === 429) {
    // Refused before anything looked at it, so as good as unsent.
    return calcomError('rate_limited', {
      sent: false,
      status,
      reason: 'calcom',
      retryAfterMs: readResetMs(headers, nowMs) ?? 60_000,
      cause,
    })
  }
  if (status >= 500 || status < 200 || status === 408) return withoutAnswer(write, { status, reason: `http_${status}`, cause })
  if (!error) return calcomError('unavailable', { sent: true, status, reason: `http_${status}`, cause })

  const { kind, reason } = classifyRefusal(status, error.message)
  if (kind === 'lost_race' && !write) return calcomError('unavailable', { sent: true, status, reason: `http_${status}`, cause })
  return calcomError(kind, {
    sent: true,
    status,
    reason,
    cause,
    field: kind === 'invalid' ? (error.property ?? namedField(error.message)) : undefined,
    newUid: kind === 'already_rescheduled' ? namedUid(error.message) : undefined,
  })
}

/**
 * What an exchange says about Cal.com's health. Refusals are healthy. A read cut short says nothing, unless Cal.com had
 * `patienceMs` to answer.
 */
export function healthOf(exchange: Exchange, heldMs: number, patienceMs: number): BreakerOutcome {
  if (exchange.ended === 'answered') {
    const { status } = exchange.answer
    if (status === 429) return 'neutral'
    return status >= 500 ? 'failure' : 'success'
  }
  if (exchange.why === 'late' || exchange.why === 'cancelled') return 'neutral'
  return exchange.why === 'timeout' && heldMs < patienceMs ? 'neutral' : 'failure'
}
