import { expect, it } from 'vitest'
import { z } from 'zod'
import { InvalidFields } from '../domain/field-errors.ts'
import { parseWith } from './parse.ts'
import { createBookingRequest, listBookingsQuery } from './schemas/requests.ts'

const errorsOf = (schema: z.ZodType, value: unknown) => {
  try {
    parseWith(schema, value, 'body')
  } catch (error) {
    if (error instanceof InvalidFields) return error.errors
    throw error
  }
  return {}
}

it.each([
  [z.string(), 5, 'must be a text'],
  [z.string().max(3), 'four', 'must have at most 3 characters'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.coerce.number<string>(), 'many', 'must be a number'],
  [z.int().min(1), 0, 'must be at least 1'],
  [z.int().max(200), 1_000, 'must be at most 200'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.array(z.int()), {}, 'must be a list'],
  [z.array(z.int()).min(1), [], 'must have at least 1 entries'],
  [z.object({}), [], 'must be an object'],
  [z.enum(['web', 'phone']), 'pigeon', 'must be one of web, phone'],
  [z.uuid(), 'mine', 'must be a UUID'],
  [z.string(), undefined, 'is required'],
])('says plainly what is wrong: %#', (schema, value, says) => expect(errorsOf(schema, value)).toEqual({ body: [says] }))

it('names the field that the caller sent, not a part of it', () => {
  const errors = errorsOf(listBookingsQuery, { status: 'pending,bogus', limit: '1000' })
  expect(Object.keys(errors)).toEqual(['status', 'limit'])
  expect(errors.status?.join()).toContain('must be some of pending, booked')
  expect(parseWith(listBookingsQuery, { status: 'pending,booked' }, 'query').status).toEqual(['pending', 'booked'])
})

it('has no word of the schema library in it, whatever is sent', () => {
  const junk = ['x', 5, true, [], {}, null, 'x'.repeat(5_000)]
  const fields = Object.keys(createBookingRequest.shape)
  const said = junk.flatMap((value) =>
    Object.values(errorsOf(createBookingRequest, Object.fromEntries(fields.map((name) => [name, value])))),
  )
  expect(said.flat().join()).not.toMatch(/Invalid|expected|Too |received/)
})
