import { AppError } from '@calbridge/core'

/** The refusal of a request for one of its fields, spelt as on the wire. */
export const wrong = (field: string, message: string): AppError => new AppError('invalid_argument', `${field} ${message}`, { field })
