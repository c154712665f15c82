import { STATUS_CODES } from 'node:http'
import { AppError, type ErrorCode } from '@calbridge/core'
import { InvalidFields } from '../domain/field-errors.ts'
import { HttpError } from './http-error.ts'
import { replayedMark } from './replayed.ts'
import type { Answer } from './route.ts'
import { SlotTaken } from './slot-taken.ts'

/** How a route words its failures, as the old contract did. */
export interface Wording {
  /** The message of a 422. */
  readonly invalid: string
  /** Stands before the message where the work itself failed: `Booking failed`. */
  readonly failed: string
}

export const PLAIN: Wording = { invalid: 'The given data was invalid.', failed: 'The request failed' }

const STATUS: Record<ErrorCode, number> = {
  invalid_argument: 422,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  conflict: 409,
  failed_precondition: 409,
  // Cal.com's budget is spent, which is no fault of the caller; the caller's own limit is an HttpError 429.
  rate_limited: 503,
  resource_exhausted: 503,
  deadline_exceeded: 504,
  unavailable: 503,
  internal: 500,
}

const WORK_FAILED: readonly number[] = [409, 500, 503, 504]

/**
 * One body for every failure: the old envelope (`success`, `status_code`, `message`, `errors`) and the members of
 * RFC 9457 (`type`, `title`, `status`, `detail`) side by side. Only public texts are in it.
 */
export function problemAnswer(cause: unknown, { invalid, failed }: Wording, requestId: string): Answer {
  const error = AppError.from(cause)
  const status = statusOf(error)
  const detail = error instanceof HttpError || !WORK_FAILED.includes(status) ? error.message : `${failed}: ${error.message}`
  const message = status === 422 ? invalid : detail
  const retryAfter = error.retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(error.retryAfterMs / 1_000))
  const errors = errorsOf(error)
  return {
    status,
    headers: {
      ...(error instanceof HttpError && error.headers),
      ...replayedMark(error),
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
    body: {
      success: false,
      status_code: status,
      message,
      ...(errors && { errors }),
      ...(error.reason && { reason: error.reason }),
      ...(error instanceof SlotTaken && error.offered),
      ...(status === 429 && { error: 'rate_limit_exceeded' }),
      ...(retryAfter !== undefined && { retry_after: retryAfter }),
      request_id: requestId,
      type: error.reason ? `urn:calbridge:problem:${error.reason}` : 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
    },
  }
}

function statusOf(error: AppError): number {
  if (error instanceof HttpError) return error.status
  // A rule about one field is the caller's to mend; a state that forbids it is a conflict.
  if (error.code === 'failed_precondition' && error.field) return 422
  return STATUS[error.code]
}

function errorsOf(error: AppError): Readonly<Record<string, readonly string[]>> | undefined {
  if (error instanceof InvalidFields) return error.errors
  return error.field ? { [error.field]: [error.message] } : undefined
}
