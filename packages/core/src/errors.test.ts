import { expect, it } from 'vitest'
import { AppError } from './errors.ts'

it('keeps the text of an unclassified error private', () => {
  const error = AppError.from(new Error('password is hunter2'))
  expect(error).toMatchObject({ code: 'internal', message: 'internal error', permanent: false })
})

it('passes a classified error through, with its field, reason and pause', () => {
  const error = new AppError('rate_limited', 'slow down', { field: 'start', reason: 'budget', retryAfterMs: 5 })
  expect(AppError.from(error)).toBe(error)
  expect(error).toMatchObject({ field: 'start', reason: 'budget', retryAfterMs: 5, permanent: false })
})
