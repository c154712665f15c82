import { describe as explain } from '@calbridge/core'
import { fileScope, mysqlUrl } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from './database.ts'
import { isDuplicateKey } from './failures.ts'
import { transaction } from './transaction.ts'

describe.each(['mariadb', 'mysql8'] as const)('failures of %s', (engine) => {
  let db: Database
  beforeAll(async () => {
    db = openDatabase({ url: await mysqlUrl({ engine }), poolMax: 2 }, fileScope())
    await db.raw('CREATE TABLE people (name VARCHAR(20) NOT NULL, minutes TINYINT UNSIGNED NOT NULL, UNIQUE KEY unique_name (name))')
  })

  const insert = (row: object): Promise<unknown> => transaction(db, (trx) => trx('people').insert(row)).catch((error: unknown) => error)

  it.each([
    { what: 'a text that is too long', row: { name: 'Erika Mustermann'.repeat(9), minutes: 1 } },
    { what: 'a number out of range', row: { name: 'Erika Mustermann', minutes: -5 } },
    { what: 'a null where none may be', row: { name: 'Erika Mustermann', minutes: null } },
  ])('$what can never be stored, which is said without the value', async ({ row }) => {
    const error = await insert(row)
    expect(error).toMatchObject({ code: 'invalid_argument', reason: 'unstorable', permanent: true })
    expect(explain(error)).not.toMatch(/Erika|insert|people/i)
  })

  it('a duplicate key is told by its name, and not with what stands in it', async () => {
    await insert({ name: 'Max Muster', minutes: 1 })
    const error = await insert({ name: 'Max Muster', minutes: 2 })
    expect(isDuplicateKey(error, 'unique_name')).toBe(true)
    expect(isDuplicateKey(error, 'other')).toBe(false)
    expect(explain(error)).not.toContain('Max')
  })
})
