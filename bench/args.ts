import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench } from './bench.ts'

const HELP = `npm run bench -- [P1 P2 …] [options]

Measures what product goals are about, each beside the same run's floor, and prints a table.

  P1 P2 …         only these; P9 runs only when it is named
  --json          also writes .calbridge/bench.json
  --markdown      prints the table for a document
  --quick         tiny and short: shows that the benches work; the numbers mean nothing
  --dir FOLDER    where the stacks keep data and logs (.calbridge/bench); begun anew by each bench
  --list          says what there is
  --help          this`

export interface Args {
  readonly ids: readonly string[]
  readonly json: boolean
  readonly markdown: boolean
  readonly quick: boolean
  readonly list: boolean
  readonly help: boolean
  readonly dir: string
}

const ROOT = join(import.meta.dirname, '..')
export const JSON_FILE = join(ROOT, '.calbridge', 'bench.json')

/** Throws when it names a bench or an option that there is not. Without names: all but those that are `apart`. */
export function readArgs(args: readonly string[], benches: readonly Pick<Bench, 'id' | 'apart'>[]): Args {
  const known = benches.map(({ id }) => id)
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      dir: { type: 'string', default: join(ROOT, '.calbridge', 'bench') },
    },
  })
  const ids = positionals.map((id) => id.toUpperCase())
  const unknown = ids.filter((id) => !known.includes(id))
  if (unknown.length > 0) throw new Error(`there is no bench ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return { ...values, ids: ids.length > 0 ? ids : benches.flatMap(({ id, apart }) => (apart ? [] : [id])) }
}

export const help = (): string => HELP
