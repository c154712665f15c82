import { AppError } from '@calbridge/core'
import { describe, expect, it } from 'vitest'
import type { Database } from './database.ts'
import { createTableIfMissing } from './schema.ts'
import { cutAt } from './test-cut.ts'
import { databaseUrl, ENGINES, open } from './test-database.ts'
import { afterCommit, transaction } from './transaction.ts'

const accounts = async (db: Database): Promise<void> => {
  await createTableIfMissing(db, 'accounts', (table) => {
    table.integer('id').primary()
    table.integer('amount').notNullable()
  })
  await db('accounts').insert([
    { id: 1, amount: 0 },
    { id: 2, amount: 0 },
  ])
}
const amounts = (db: Database): Promise<number[]> => db('accounts').orderBy('id').pluck('amount')
const raise = (db: Database, id: number): Promise<unknown> => db('accounts').where({ id }).increment('amount', 1)

describe.each(ENGINES)('on %s', (engine) => {
  it('lets the victim of a deadlock try again, so that both succeed', async () => {
    const db = open(await databaseUrl(engine))
    await accounts(db)
    let tries = 0
    const met = meeting()
    const crossing = (first: number, second: number) =>
      transaction(db, async (trx) => {
        tries++
        await raise(trx, first)
        await met.arrive()
        await raise(trx, second)
      })
    await Promise.all([crossing(1, 2), crossing(2, 1)])
    expect({ amounts: await amounts(db), tries }).toEqual({ amounts: [2, 2], tries: 3 })
  })

  it('gives up a lock that never comes, within its tries, as unavailable', async () => {
    const url = await databaseUrl(engine)
    const db = open(url, { lockWaitSeconds: 1 })
    await accounts(db)
    await db.transaction(async (holder) => {
      await raise(holder, 1)
      const waiting = transaction(db, (trx) => raise(trx, 1), { attempts: 2 })
      await expect(waiting).rejects.toMatchObject({ code: 'unavailable', reason: 'database_contention' })
    })
    expect(await amounts(db)).toEqual([1, 0])
  })

  it('tries again when the connection breaks before COMMIT', async () => {
    const url = await databaseUrl(engine)
    await accounts(open(url))
    const cut = await cutAt(url, 'update `accounts`')
    const db = open(cut.url)
    await transaction(db, (trx) => raise(trx, 1))
    expect({ amounts: await amounts(db), cuts: cut.times() }).toEqual({ amounts: [1, 0], cuts: 1 })
  })

  it('never repeats a transaction whose COMMIT may have been carried out', async () => {
    const url = await databaseUrl(engine)
    await accounts(open(url))
    const cut = await cutAt(url, 'COMMIT;', { afterwards: true })
    const db = open(cut.url)
    const told: string[] = []
    const change = transaction(db, async (trx) => {
      afterCommit(trx, () => told.push('committed'))
      await raise(trx, 1)
    })
    await expect(change).rejects.toMatchObject({ code: 'unavailable', reason: 'commit_unknown' })
    expect({ amounts: await amounts(open(url)), told }).toEqual({ amounts: [1, 0], told: [] })
  })

  it('tells of a commit once it can be seen by others, and of no rollback', async () => {
    const db = open(await databaseUrl(engine))
    await accounts(db)
    const seen: Promise<number[]>[] = []
    const watched = (fails: boolean) =>
      transaction(db, async (trx) => {
        await trx.transaction(async (inner) => afterCommit(inner, (on) => seen.push(amounts(on))))
        await raise(trx, 1)
        if (fails) throw new AppError('conflict', 'taken')
      })
    await expect(watched(true)).rejects.toThrow('taken')
    await watched(false)
    expect(await Promise.all(seen)).toEqual([[1, 0]])
  })
})

it('refuses to start within another transaction, where a second try would be half of one', async () => {
  const db = open(await databaseUrl('mariadb'))
  await transaction(db, (trx) => expect(transaction(trx, async () => {})).rejects.toThrow('pass the transaction on'))
})

/** Lets the first two go on together; who comes later does not wait. */
function meeting(): { arrive(): Promise<void> } {
  const both = Promise.withResolvers<void>()
  let arrived = 0
  return {
    arrive: () => {
      if (++arrived === 2) both.resolve()
      return both.promise
    },
  }
}
