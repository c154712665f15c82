import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '@calbridge/core'
import { forPerson, toConsole as log, openStack, startServers } from '@calbridge/devstack'

// Only the servers, for working on one service by hand: prints what to put into its environment.
const { values } = parseArgs({ options: { fresh: { type: 'boolean' }, once: { type: 'boolean' }, dir: { type: 'string' } } })
const dir = resolve(values.dir ?? resolve(import.meta.dirname, '../.calbridge'))

await run(
  async (scope) => {
    await openStack(dir, log, scope)
    const servers = await startServers({ dir, fresh: values.fresh ?? false, log }, scope)
    log(`export KAFKA_BROKERS=${servers.kafkaBrokers.join(',')} MYSQL_URL=${servers.mysqlUrl} REDIS_URL=${servers.redisUrl}`)
    if (values.once) process.kill(process.pid, 'SIGTERM')
    else log('Ctrl-C stops them; their data stays for the next time')
  },
  { shutdownMs: 60_000, log: forPerson(log) },
)
