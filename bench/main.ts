import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { dirname } from 'node:path'
import { type Args, help, JSON_FILE, readArgs } from './args.ts'
import { BENCHES } from './benches.ts'
import { type Closing, closing } from './closing.ts'
import { figure, type Row } from './row.ts'
import { markdownTable, textTable } from './table.ts'

// The table alone goes to stdout.
const log = (line: string): void => console.error(line)
const load = (): string => loadavg().map(figure).join(' ')

let current: Closing | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    log(`${signal}: stopping`)
    await current?.close()
    process.exit(130)
  })

/** Runs the benches one after the other, each with a stack of its own; one that fails does not keep the others from running. */
async function measure({ ids, quick, dir }: Args): Promise<{ rows: Row[]; failed: string[] }> {
  const rows: Row[] = []
  const failed: string[] = []
  for (const { id, title, run } of BENCHES.filter((bench) => ids.includes(bench.id))) {
    log(`\n${id}: ${title}`)
    current = closing(log)
    try {
      rows.push(...(await run({ quick, dir, log, scope: current.scope })))
    } catch (error) {
      log(`${id} failed: ${error instanceof Error ? error.stack : error}`)
      if (error instanceof Error && error.cause) log(`  because: ${error.cause}`)
      failed.push(id)
    } finally {
      await current.close()
    }
  }
  return { rows, failed }
}

const args = readArgs(
  process.argv.slice(2),
  BENCHES.map(({ id }) => id),
)
if (args.help) console.log(help())
else if (args.list) for (const { id, title } of BENCHES) console.log(`${id}  ${title}`)
else {
  const before = loadavg()
  if ((before[0] ?? 0) > 1)
    log(`WARNING: the load average is ${figure(before[0] ?? 0)}; something else runs, and the numbers are not worth much`)
  const { rows, failed } = await measure(args)
  if (args.quick) console.log('--quick: sizes are tiny, the numbers mean nothing')
  console.log(args.markdown ? markdownTable(rows) : textTable(rows))
  console.log(`\nload average (1, 5, 15 min): before ${before.map(figure).join(' ')}, after ${load()}`)
  if (args.json) {
    mkdirSync(dirname(JSON_FILE), { recursive: true })
    writeFileSync(
      JSON_FILE,
      `${JSON.stringify({ at: new Date().toISOString(), quick: args.quick, load: { before, after: loadavg() }, failed, rows }, null, 2)}\n`,
    )
  }
  if (failed.length > 0) {
    console.log(`failed: ${failed.join(', ')}`)
    process.exitCode = 1
  }
}
// Nothing is left to wait for; a library's open handle must not keep the process.
process.exit()
