import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '@calbridge/core'
import { forPerson, toConsole as log, openStack, startServers } from '@calbridge/devstack'

const { values } = parseArgs({ options: { fresh: { type: 'boolean' }, once: { type: 'boolean' } } })
const dir = join(import.meta.dirname, '../.calbridge')

// Long enough for every service and server to end by itself, one after the other.
await run(
  async (scope) => {
    await openStack(dir, log, scope)
    await startServers({ dir, fresh: values.fresh ?? false, log }, scope)
    if (values.once) process.kill(process.pid, 'SIGTERM')
    else log('Ctrl-C stops everything')
  },
  { shutdownMs: 120_000, log: forPerson(log) },
)
