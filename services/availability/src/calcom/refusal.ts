import { CalcomError } from '@calbridge/calcom'
import { AppError } from '@calbridge/core'

/** What Cal.com says of the event type or the key is not the caller's mistake. `spare`: nobody waits for the call. */
export function toCaller(error: unknown, spare: boolean): AppError {
  if (!(error instanceof CalcomError)) return AppError.from(error)
  if (spare && error.kind === 'rate_limited')
    return new AppError('resource_exhausted', 'there is no budget to spare', { reason: 'no_spare_budget', cause: error })
  if (error.kind === 'not_found')
    return new AppError('failed_precondition', 'Cal.com does not know this event type', { reason: 'event_type_missing', cause: error })
  if (error.kind === 'invalid') return new AppError('internal', 'internal error', { reason: 'refused_by_calcom', cause: error })
  return error
}
