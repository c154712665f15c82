import { InvalidFields } from '../domain/field-errors.ts'

/** The key of a change, empty without one. Throws InvalidFields for one that can't be kept. */
export function idempotencyKeyOf(header: string | undefined): string {
  if (header === undefined) return ''
  if (!/^[\x21-\x7e]{1,200}$/.test(header))
    throw new InvalidFields({ 'Idempotency-Key': ['must have 1 to 200 visible ASCII characters, no blanks'] })
  return header
}
