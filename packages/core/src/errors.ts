// What a failure means to the caller. Every boundary (gRPC, HTTP, Kafka) maps
// this list to its own terms, and the compiler checks that it maps all of it.
export type ErrorCode =
  | 'invalid_argument'
  | 'unauthenticated'
  | 'permission_denied'
  | 'not_found'
  | 'conflict'
  | 'failed_precondition'
  | 'rate_limited'
  | 'resource_exhausted'
  | 'deadline_exceeded'
  | 'unavailable'
  | 'internal'

// Would the same request fail the same way again? Only then may it be given up.
const PERMANENT: Record<ErrorCode, boolean> = {
  invalid_argument: true,
  unauthenticated: false, // a revoked key is an outage until someone replaces it
  permission_denied: false, // likewise: a right can be given
  not_found: true,
  conflict: true,
  failed_precondition: true,
  rate_limited: false,
  resource_exhausted: false,
  deadline_exceeded: false,
  unavailable: false,
  internal: false,
}

export interface AppErrorOptions extends ErrorOptions {
  /** The request's field that is wrong, as the caller spelt it: `customer.email`. */
  readonly field?: string | undefined
  /** Machine-readable, snake_case: `slot_taken`, `idempotency_key_reused`. */
  readonly reason?: string | undefined
  /** When it is worth to try again. */
  readonly retryAfterMs?: number | undefined
  /** It is the answer to an earlier request with the same idempotency key, given again. */
  readonly replayed?: boolean | undefined
}

/** The message is shown to callers; put anything private in `cause`. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly reason: string | undefined
  readonly retryAfterMs: number | undefined
  readonly replayed: boolean

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.field = options.field
    this.reason = options.reason
    this.retryAfterMs = options.retryAfterMs
    this.replayed = options.replayed ?? false
  }

  get permanent(): boolean {
    return PERMANENT[this.code]
  }

  /** An error that nobody classified is a bug of ours: internal, its text kept private. */
  static from(error: unknown): AppError {
    return error instanceof AppError ? error : new AppError('internal', 'internal error', { cause: error })
  }
}
