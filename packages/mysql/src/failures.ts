import { AppError } from '@calbridge/core'

const ER_LOCK_WAIT_TIMEOUT = 1205
const ER_LOCK_DEADLOCK = 1213
const ER_DUP_ENTRY = 1062

// The server is gone, going, or not the one that takes writes any more.
const LOST_NUMBERS = new Set([
  1040, // too many connections
  1053, // shutdown in progress
  1290, // read-only, after a fail-over
  1836, // read-only
  1927, // MariaDB: connection was killed
  3169, // MySQL: session was killed
])
const LOST_CODES = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

interface Failure {
  readonly errno?: number
  readonly code?: string
  readonly name?: string
  readonly message?: string
}
const seen = (error: unknown): Failure => (typeof error === 'object' && error !== null ? error : {})

/** The transaction was a victim: it is rolled back, the same again may well succeed. */
const isContention = (error: unknown): boolean => [ER_LOCK_DEADLOCK, ER_LOCK_WAIT_TIMEOUT].includes(seen(error).errno ?? 0)

/** The server says that it rolled the whole transaction back. */
export const isDeadlock = (error: unknown): boolean => seen(error).errno === ER_LOCK_DEADLOCK

/** The connection broke, or there was none to be had. */
export function isLost(error: unknown): boolean {
  const { errno = 0, code = '', name, message = '' } = seen(error)
  return LOST_NUMBERS.has(errno) || LOST_CODES.has(code) || name === 'KnexTimeoutError' || message.includes("Can't add new command")
}

export const isRetryable = (error: unknown): boolean => isContention(error) || isLost(error)

/** A unique key was violated; with `key`, that one (`PRIMARY` for the primary key). */
export function isDuplicateKey(error: unknown, key?: string): boolean {
  const { errno, message = '' } = seen(error)
  if (errno !== ER_DUP_ENTRY) return false
  // MySQL from 8.0.19 on writes `table.key`, the others `key`.
  return key === undefined || message.endsWith(`for key '${key}'`) || message.endsWith(`.${key}'`)
}

// The value itself is what the database cannot take: no repetition helps.
const UNSTORABLE = new Set([
  1048, // null where none may be
  1264, // out of range
  1265, // truncated
  1292, // not a time
  1366, // not of the column's character set or type
  1406, // too long
  3140, // not JSON
])

/**
 * What the database said, without what was asked of it: the driver's and knex's messages carry the SQL with its values,
 * and so names and addresses, into every log that shows an error.
 */
class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly errno: number
  readonly code: string | undefined

  constructor({ errno = 0, code, message = '' }: Failure) {
    const key = / for key '[\w.]+'$/.exec(message)?.[0] ?? ''
    super(`${code ?? 'database error'} (${errno})${key}`)
    this.errno = errno
    this.code = code
  }
}

const withoutSql = (error: unknown): unknown => (seen(error).errno === undefined ? error : new DatabaseError(seen(error)))

/** What callers see of a failure: ours as it is, the database's troubles as `unavailable`, values it cannot take as `invalid_argument`. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error
  const cause = withoutSql(error)
  if (isContention(error))
    return new AppError('unavailable', 'too many changes at once', { reason: 'database_contention', retryAfterMs: 200, cause })
  if (isLost(error))
    return new AppError('unavailable', 'the database is not available', { reason: 'database_unavailable', retryAfterMs: 1_000, cause })
  if (UNSTORABLE.has(seen(error).errno ?? 0))
    return new AppError('invalid_argument', 'a value cannot be stored', { reason: 'unstorable', cause })
  return cause
}
