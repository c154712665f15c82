import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { fromJson, toJson } from './columns.ts'
import { createTableIfMissing } from './schema.ts'
import { databaseUrl, ENGINES, open } from './test-database.ts'
import { read } from './transaction.ts'

describe.each(ENGINES)('on %s', (engine) => {
  it('speaks UTC, strictly, and locks no more than it must, whatever the server says', async () => {
    const db = open(await databaseUrl(engine))
    const isolation = engine === 'mariadb' ? '@@tx_isolation' : '@@transaction_isolation'
    const [[row]] = await db.raw(
      `SELECT @@time_zone AS zone, ${isolation} AS level, @@sql_mode AS mode, @@innodb_lock_wait_timeout AS wait_s`,
    )
    expect(row).toMatchObject({ zone: '+00:00', level: 'READ-COMMITTED', mode: expect.stringContaining('STRICT_ALL_TABLES'), wait_s: 5 })
  })

  it('gives back what it was given: instants to the millisecond, large numbers exactly, JSON, bytes and any letter', async () => {
    const db = open(await databaseUrl(engine))
    await createTableIfMissing(db, 'things', (table) => {
      table.bigInteger('small')
      table.bigInteger('large')
      table.timestamp('at', { precision: 3 }).nullable()
      table.json('settings')
      table.binary('bytes')
      table.string('name')
    })
    const given = {
      small: 7,
      large: '9007199254740993',
      at: new Date('2026-03-29T01:30:00.123Z'),
      bytes: Buffer.from([0, 255]),
      name: 'Zoë 💇',
    }
    await db('things').insert({ ...given, settings: toJson({ a: [1] }) })
    const row = await db('things').first()
    expect(row).toMatchObject(given)
    expect(fromJson(row.settings)).toEqual({ a: [1] })
  })

  it('refuses a value that does not fit instead of cutting it', async () => {
    const db = open(await databaseUrl(engine))
    await createTableIfMissing(db, 'names', (table) => void table.string('name', 3))
    await expect(db('names').insert({ name: 'Aylin' })).rejects.toThrow(/too long/)
  })
})

it('says unavailable within its bound when nothing listens', async () => {
  const db = open('mysql://a:b@127.0.0.1:1/none')
  await expect(read(db, (on) => on.raw('SELECT 1'), { attempts: 2 })).rejects.toMatchObject({
    code: 'unavailable',
    reason: 'database_unavailable',
  })
})

it('gives up a server that accepts and never answers', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  const db = open(`mysql://a:b@127.0.0.1:${port}/none`, { acquireMs: 200 })
  await expect(read(db, (on) => on.raw('SELECT 1'), { attempts: 1 })).rejects.toMatchObject({ code: 'unavailable' })
  silent.close()
})

it('gives up a connection that falls silent in a query', async () => {
  const db = open(await databaseUrl('mariadb'), { stallMs: 200 })
  await expect(read(db, (on) => on.raw('SELECT SLEEP(20)'), { attempts: 1 })).rejects.toMatchObject({ code: 'unavailable' })
  await expect(db.raw('SELECT 1')).resolves.toBeDefined()
})

it('bounds the wait for a free connection', async () => {
  const db = open(await databaseUrl('mariadb'), { poolMax: 1, acquireMs: 100 })
  await db.transaction(async () => {
    await expect(read(db, (on) => on.raw('SELECT 1'), { attempts: 1 })).rejects.toMatchObject({ code: 'unavailable' })
  })
})
