import { AppError, type AppErrorOptions, type ErrorCode } from '@calbridge/core'

/** What is wrong with the exchange itself, before it means anything: its status is known here. */
export class HttpError extends AppError {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, options: AppErrorOptions & { headers?: Record<string, string> } = {}) {
    super(CODE[status] ?? 'invalid_argument', message, options)
    this.status = status
    this.headers = options.headers ?? {}
  }
}

const CODE: Partial<Record<number, ErrorCode>> = { 401: 'unauthenticated', 403: 'permission_denied', 404: 'not_found', 429: 'rate_limited' }
