import { AppError } from '@calbridge/core'

const ASK_AGAIN_MS = 5_000

/** Throws AppError `unavailable` when nothing was found and not all of it is known: that is no "nothing free". */
export function requireKnown(slots: number, missingDays: number): void {
  if (slots > 0 || missingDays === 0) return
  throw new AppError('unavailable', 'it is not known what is free then: Cal.com cannot be asked just now', {
    reason: 'not_known',
    retryAfterMs: ASK_AGAIN_MS,
  })
}
