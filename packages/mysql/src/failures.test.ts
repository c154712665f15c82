import { expect, it } from 'vitest'
import { isDuplicateKey, toAppError } from './failures.ts'

const duplicate = (key: string) => Object.assign(new Error(`Duplicate entry '1-a' for key '${key}'`), { errno: 1062 })

it.each(['uid', 'claims.uid'])('knows the violated key as every server spells it: %s', (spelt) => {
  expect(isDuplicateKey(duplicate(spelt), 'uid')).toBe(true)
  expect(isDuplicateKey(duplicate(spelt), 'id')).toBe(false)
  expect(isDuplicateKey(duplicate(spelt))).toBe(true)
})

it('keeps the text of the database private', () => {
  const lost = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:3306'), { code: 'ECONNREFUSED' })
  expect(toAppError(lost)).toMatchObject({
    code: 'unavailable',
    message: 'the database is not available',
    retryAfterMs: 1_000,
    cause: lost,
  })
})

it('leaves alone what is not the database being away', () => {
  const other = duplicate('uid')
  expect(toAppError(other)).toMatchObject({ name: 'DatabaseError', errno: other.errno, message: expect.stringMatching(/for key 'uid'$/) })
  expect(String(toAppError(other))).not.toContain('1-a')
})
