import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, check } from './command.ts'
import type { Result } from './result.ts'

const root = join(import.meta.dirname, '../..')

// Types are checked anew each time: turbo does not see that a package's types depend on its neighbours' sources.
const CHECKS: Command[] = [
  { name: 'lint (biome)', program: 'biome', args: ['check', '.'] },
  {
    name: 'types (tsc)',
    program: 'turbo',
    args: ['run', 'typecheck', '--force', '--continue', '--output-logs=errors-only'],
    env: { TURBO_TELEMETRY_DISABLED: '1' },
  },
  { name: 'types of scripts and tests (tsc)', program: 'tsc', args: ['--noEmit', '-p', 'scripts'] },
  { name: 'protos (buf lint)', program: 'buf', args: ['lint'], cwd: join(root, 'proto') },
]

const KNIP: Command = { name: 'unused files and packages (knip)', program: 'knip', args: [] }
const KNIP_FILES = ['knip.json', 'knip.jsonc', 'knip.ts']

/** Everything that is found without running the project. Each goes on where another failed. */
export async function checks(): Promise<Result[]> {
  const commands = KNIP_FILES.some((file) => existsSync(join(root, file))) ? [...CHECKS, KNIP] : CHECKS
  const results: Result[] = []
  for (const command of commands) results.push(await check({ cwd: root, ...command }))
  return results
}
