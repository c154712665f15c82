import { z } from 'zod'

// The fields that several requests share. Both spellings of the old scripts are accepted everywhere.

const ID = 'must be a positive number or a UUID'

/** A number of the old tables or a UUID; a string inside. */
export const id = z
  .union([z.int(ID).positive(ID), z.string(ID).regex(/^(\d{1,18}|[0-9a-fA-F-]{36})$/, ID)], {
    error: ({ input }) => (input === undefined ? 'is required' : ID),
  })
  .transform(String)
  .describe('A number of the old tables, or a UUID.')

export const timeZone = z.string().max(64).describe('IANA time zone, such as Europe/Berlin.')

export const time = z
  .string()
  .max(40)
  .describe('ISO 8601. With an offset the offset counts; without one the time is read in the time zone of the request.')

export const freshness = z.enum(['cache_ok', 'max_age', 'fresh', 'cache_only']).describe('How old an answer may be; cache_ok without it.')

export const maxAge = z.int().min(1).max(86_400_000).describe('For freshness max_age.')

export const reason = z.string().trim().max(500).describe('Why, in the words of whoever asks. At most 500 characters.')

export const version = z
  .int()
  .positive()
  .describe('The version that the caller saw; refused with 409 when the status, the time, the staff or the customer has changed since.')

const NAME = /^[\p{L}\p{M}\p{N}\p{Zs}.,'’`\-&()/]+$/u

export const customer = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(255)
      .regex(NAME, "must contain only letters, digits, spaces and . , ' - & ( ) /"),
    email: z.email('must be an e-mail address').max(254).nullish().describe('Required where there is no phone number.'),
    phone: z
      .string()
      .max(20)
      .regex(/^\+?[\d\s()\-/]+$/, 'must contain only digits, spaces, + - ( ) /')
      .refine((text) => text.replaceAll(/\D/g, '').length >= 5, 'must have at least 5 digits')
      .nullish()
      .describe('Best as +49…; required where there is no e-mail address.'),
    language: z
      .string()
      .regex(/^[a-z]{2}$/, 'must be a two-letter code')
      .nullish(),
  })
  .refine(({ email, phone }) => email || phone, { path: ['email'], error: 'or a phone number is required' })
