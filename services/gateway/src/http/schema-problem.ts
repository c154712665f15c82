import type { z } from 'zod'

const KIND: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** What an amount is of, by what it is an amount in. */
const UNIT: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' }

/** Says what is wrong with a value in the words of the other problems; undefined where the schema says it itself. */
export function problemOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KIND[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'too_big':
      return amount(issue.origin, 'at most', issue.maximum)
    case 'too_small':
      return amount(issue.origin, 'at least', issue.minimum)
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be a UUID' : 'has a wrong form'
    default:
      return undefined
  }
}

const amount = (origin: string, bound: string, limit: number | bigint): string =>
  UNIT[origin] ? `must have ${bound} ${limit}${UNIT[origin]}` : `must be ${bound} ${limit}`
