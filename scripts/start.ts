import { run } from '@calbridge/core'
import { toConsole as log } from '@calbridge/devstack'
import { runDemo } from './demo/run-demo.ts'
import { ownJob } from './own-calcom/job.ts'
import { importOwn } from './own-calcom/own-tenant.ts'
import { printAddresses } from './stack/print-addresses.ts'
import { startStack } from './stack/start-stack.ts'
import { HELP, parseOptions } from './start-options.ts'

const options = readOptions()
if (options) await start(options)

function readOptions() {
  try {
    const parsed = parseOptions(process.argv.slice(2))
    if (!parsed.help) return parsed
    console.log(HELP)
  } catch (error) {
    console.error(`calbridge: ${(error as Error).message}\n\n${HELP}`)
    process.exitCode = 1
  }
  return undefined
}

/** Brings everything up, does the job that was asked for, and stays unless told otherwise. */
async function start({ dir, once, demo, calcom, ...rest }: NonNullable<ReturnType<typeof readOptions>>): Promise<void> {
  await run(
    async (scope) => {
      const stack = await startStack({ dir, ...rest, log }, scope)
      if (calcom) {
        const own = await importOwn(calcom, stack, dir, log, scope)
        if (calcom.eventType) await ownJob(calcom.eventType, own, stack, log, scope)
      } else if (demo) await runDemo(stack, dir, log, scope).catch(unless(once))
      if (once) return void process.kill(process.pid, 'SIGTERM')
      printAddresses(stack, dir, log)
      log('Ctrl-C stops everything')
    },
    // Long enough for every service and server to end by itself, one after the other.
    { shutdownMs: 120_000, log: (message, fields) => message !== 'started' && log(`${message}${fields ? ` ${explain(fields)}` : ''}`) },
  )
}

function explain(fields: object): string {
  return 'error' in fields ? String(fields.error) : JSON.stringify(fields)
}

/** A step that failed ends a run that was for the job alone; a stack that is to stay goes on, and says so. */
function unless(once: boolean): (error: unknown) => void {
  return (error) => {
    if (once) throw error
    log(`${error instanceof Error ? error.message : error}; everything stays up to look at it`)
  }
}
