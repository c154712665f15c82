import { createConnection } from 'mysql2/promise'
import { expect, it } from 'vitest'
import { freeTopic, kafkaBrokers, mysqlUrl, redisUrl, tcpProxy, until } from './index.ts'
import { redisCommand } from './redis-command.ts'
import { dropDatabases } from './run/drop-databases.ts'

it('gives the same broker to all, and another topic to each', async () => {
  const brokers = await kafkaBrokers()
  expect(brokers).toEqual(await kafkaBrokers())
  expect(brokers[0]).toMatch(/^127\.0\.0\.1:\d+$/)
  expect(freeTopic('numbers')).not.toBe(freeTopic('numbers'))
})

it.each(['mariadb', 'mysql8'] as const)(
  'gives each caller an empty database of its own on %s',
  async (engine) => {
    const urls = [await mysqlUrl({ engine }), await mysqlUrl({ engine })]
    for (const url of urls) {
      const connection = await createConnection(url)
      await connection.query('CREATE TABLE only_here (id INT PRIMARY KEY)') // a second time in one database it would fail
      const [rows] = await connection.query('SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush')
      await connection.end()
      expect((rows as object[])[0]).toMatchObject({
        flush: 1,
        version: expect.stringContaining(engine === 'mysql8' ? '8.0.12' : 'MariaDB'),
      })
    }
  },
  120_000,
)

it('can take the databases of one run away from a server that is not its own, and no others', async () => {
  const [mine, theirs] = [await mysqlUrl(), await mysqlUrl()]
  const nameOf = (url: string) => new URL(url).pathname.slice(1)
  await dropDatabases(theirs, nameOf(mine))
  await expect(createConnection(mine)).rejects.toMatchObject({ code: 'ER_BAD_DB_ERROR' })
  await (await createConnection(theirs)).end()
})

it('gives each caller a Redis database of its own', async () => {
  const [mine, theirs] = [await redisUrl(), await redisUrl()]
  expect(await redisCommand(mine, 'SET key mine')).toBe('+OK')
  expect(await redisCommand(theirs, 'GET key')).toBe('$-1')
})

it('reaches a server through a proxy by the URL it gives', async () => {
  const proxy = await tcpProxy(await redisUrl())
  expect(await redisCommand(proxy.url, 'PING')).toBe('+PONG')
  proxy.cut()
  await until('the refusal', async () => (await redisCommand(proxy.url, 'PING').catch((error) => error.code)) === 'ECONNRESET')
})
