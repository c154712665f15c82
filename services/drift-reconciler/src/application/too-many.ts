import { AppError } from '@calbridge/core'

/** A comparison ends: beyond a bound it is refused and not cut, since what was cut would look like drift. */
export const tooMany = (): AppError =>
  new AppError('failed_precondition', 'too many bookings in this range: ask for a shorter one', {
    field: 'to_ms',
    reason: 'range_too_large',
  })
