import type { Scope } from '@calbridge/core'
import type { Log } from '@calbridge/devstack'
import type { Row } from './row.ts'

export interface BenchContext {
  /** Small and short: shows that the bench works; its numbers mean nothing. */
  readonly quick: boolean
  /** For the stack's data and logs; begun anew by each bench. */
  readonly dir: string
  readonly log: Log
  /** Ends with the bench. */
  readonly scope: Scope
}

export interface Bench {
  readonly id: string
  readonly title: string
  /** Runs only when it is named: it takes too long for the rest. */
  readonly apart?: boolean
  run(context: BenchContext): Promise<Row[]>
}
