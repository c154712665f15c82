import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { dirname } from 'node:path'
import { type Args, help, JSON_FILE, readArgs } from './args.ts'
import { BENCHES } from './benches.ts'
import { measuring } from './measure.ts'
import { figure } from './row.ts'
import { markdownTable, textTable } from './table.ts'

// More than this is somebody else's work.
const QUIET = 1

// The table alone goes to stdout.
const log = (line: string): void => console.error(line)
const words = (load: readonly number[]): string => load.map(figure).join(' ')

async function measure(args: Args): Promise<void> {
  const before = loadavg()
  if ((before[0] ?? 0) > QUIET)
    log(`WARNING: the load average is ${words(before.slice(0, 1))}: something else runs, the numbers are worth little`)
  const { run, stop } = measuring(args, log)
  const stopped = Promise.withResolvers<undefined>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      log(`${signal}: stopping`)
      stop().finally(() => stopped.resolve(undefined))
    })
  const outcome = await Promise.race([run(), stopped.promise])
  if (!outcome) {
    process.exitCode = 130
    return
  }
  const { rows, failed } = outcome
  const after = loadavg()
  if (args.quick) console.log('--quick: sizes are tiny, the numbers mean nothing')
  console.log(args.markdown ? markdownTable(rows) : textTable(rows))
  console.log(`\nload average (1, 5, 15 min): before ${words(before)}, after ${words(after)}`)
  if (args.json) {
    mkdirSync(dirname(JSON_FILE), { recursive: true })
    const content = { at: new Date().toISOString(), quick: args.quick, load: { before, after }, failed, rows }
    writeFileSync(JSON_FILE, `${JSON.stringify(content, null, 2)}\n`)
  }
  // A goal that is missed is a finding; a bench that could not measure is a failure.
  if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`)
  process.exitCode = failed.length > 0 ? 1 : 0
}

try {
  const args = readArgs(process.argv.slice(2), BENCHES)
  if (args.help) console.log(help())
  else if (args.list) for (const { id, title, apart } of BENCHES) console.log(`${id}  ${title}${apart ? ' (only when named)' : ''}`)
  else await measure(args)
} catch (error) {
  log(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
// A library's open handle must not keep the process.
process.exit()
