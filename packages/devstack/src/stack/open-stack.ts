import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Scope } from '@calbridge/core'
import type { Log } from '../log.ts'
import { endLeftovers } from '../process/leftovers.ts'
import { lockHolder, takeLock } from '../process/lock.ts'

// Long enough for a run that is about to end.
const WAIT_MS = 3_000

/**
 * Makes `dir` this process's own until the scope ends, and ends what a crashed run left there. Throws when another
 * run has it. Call it before anything is started in `dir`.
 */
export async function openStack(dir: string, log: Log, scope: Scope): Promise<void> {
  makeFolder(dir)
  const path = join(dir, 'lock')
  const lock = await takeLock(path, WAIT_MS)
  if (!lock) throw new Error(`a stack already runs in ${dir} (process ${lockHolder(path)}); stop it first, or name another folder`)
  scope.defer('lock', () => lock.release())
  await endLeftovers(dir, log)
}

// Step by step: Node's own recursion never ends where a file system lets nothing be made (/proc).
function makeFolder(dir: string): void {
  if (existsSync(dir)) return
  makeFolder(dirname(dir))
  try {
    mkdirSync(dir, { mode: 0o700 }) // the data and the keys of the stack are nobody else's
  } catch (cause) {
    throw new Error(`the folder ${dir} cannot be made; name another one with --dir`, { cause })
  }
}
