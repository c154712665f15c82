import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '@calbridge/core'
import { toConsole as log } from '@calbridge/devstack'
import { runDemo } from './demo/run-demo.ts'
import { parseReplicas } from './stack/instances.ts'
import { startStack } from './stack/start-stack.ts'

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
    demo: { type: 'boolean', default: true },
    replicas: { type: 'string', multiple: true, default: [] },
    dir: { type: 'string', default: join(import.meta.dirname, '../.calbridge') },
  },
  allowNegative: true,
})

// Long enough for every service and server to end by itself, one after the other.
await run(
  async (scope) => {
    const stack = await startStack({ dir: values.dir, fresh: values.fresh, replicas: parseReplicas(values.replicas), log }, scope)
    if (values.demo) await runDemo(stack, values.dir, log, scope)
    if (values.once) process.kill(process.pid, 'SIGTERM')
    else log('Ctrl-C stops everything')
  },
  {
    shutdownMs: 120_000,
    log: (message, fields) => message !== 'started' && log(`${message}${fields ? ` ${JSON.stringify(fields)}` : ''}`),
  },
)
