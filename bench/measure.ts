import type { Log } from '@calbridge/devstack'
import type { Args } from './args.ts'
import { BENCHES } from './benches.ts'
import { type Closing, closing } from './closing.ts'
import type { Row } from './row.ts'
import { textTable } from './table.ts'

export interface Outcome {
  readonly rows: readonly Row[]
  /** Those that could not be measured. */
  readonly failed: readonly string[]
}

export interface Measuring {
  /** Does not end once stopped. Runs the benches one after the other, each with a stack of its own; one that fails does not keep the others from running. */
  run(): Promise<Outcome>
  /** Ends what runs; nothing is begun any more. */
  stop(): Promise<void>
}

export function measuring({ ids, quick, dir }: Args, log: Log): Measuring {
  let current: Closing | undefined
  const never = new Promise<never>(() => {})
  let stopped = false
  const one = async (bench: (typeof BENCHES)[number]): Promise<Row[]> => {
    log(`\n${bench.id}: ${bench.title}`)
    current = closing(log)
    try {
      return await bench.run({ quick, dir, log, scope: current.scope })
    } finally {
      await current.close()
    }
  }
  return {
    async run() {
      const rows: Row[] = []
      const failed: string[] = []
      for (const bench of BENCHES.filter(({ id }) => ids.includes(id))) {
        if (stopped) return never
        try {
          const seen = await one(bench)
          log(textTable(seen))
          rows.push(...seen)
        } catch (error) {
          // What runs while everything is taken away from it fails: that says nothing.
          if (stopped) return never
          log(`${bench.id} failed: ${error instanceof Error ? error.stack : error}`)
          if (error instanceof Error && error.cause) log(`  because: ${error.cause}`)
          failed.push(bench.id)
        }
      }
      return { rows, failed }
    },
    async stop() {
      stopped = true
      await current?.close()
    },
  }
}
