import { AppError, type ErrorCode } from '@calbridge/core'
import { Metadata, type ServiceError, type status } from '@grpc/grpc-js'
import { DETAILS_KEY, type Details, decodeStatus, encodeStatus } from './details.ts'
import { CODE, isErrorCode, STATUS } from './status.ts'

const DOMAIN = 'calbridge'

/** What a handler's failure looks like to the caller: code, public message, and the details. The cause stays here. */
export function toServiceError(error: AppError): { code: status; details: string; metadata: Metadata } {
  const { code, message, field, reason, retryAfterMs, replayed } = error
  const metadata = new Metadata()
  // Two of our codes share RESOURCE_EXHAUSTED, so ours goes along.
  const details = { reason: reason ?? code, domain: DOMAIN, metadata: { code, ...(replayed && { replayed: 'true' }) }, field, retryAfterMs }
  metadata.set(DETAILS_KEY, encodeStatus(STATUS[code], message, details))
  return { code: STATUS[code], details: message, metadata }
}

// grpc-js itself says these with addresses and timings in them; an AppError's text is for everybody.
const OWN_WORDS: Partial<Record<ErrorCode, string>> = {
  internal: 'internal error',
  unavailable: 'not reachable',
  deadline_exceeded: 'no answer in time',
}

/** The other way round; an answer of a server that is not ours is understood by its status alone. */
export function fromServiceError(cause: ServiceError): AppError {
  const { reason, field, retryAfterMs, domain, metadata } = readDetails(cause.metadata)
  const ours = domain === DOMAIN && isErrorCode(metadata.code) ? metadata.code : undefined
  const code = ours ?? CODE[cause.code] ?? 'internal'
  return new AppError(code, ours ? cause.details : (OWN_WORDS[code] ?? cause.details), {
    cause,
    field,
    reason: ours !== undefined && reason === ours ? undefined : reason,
    retryAfterMs,
    replayed: metadata.replayed === 'true',
  })
}

function readDetails(metadata: Metadata | undefined): Details {
  const bytes = metadata?.get(DETAILS_KEY)[0]
  if (!Buffer.isBuffer(bytes)) return { metadata: {} }
  try {
    return decodeStatus(bytes)
  } catch {
    return { metadata: {} }
  }
}
