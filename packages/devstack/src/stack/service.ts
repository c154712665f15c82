import { join } from 'node:path'
import type { Scope } from '@calbridge/core'
import type { Log } from '../log.ts'
import { httpAnswers } from '../probe.ts'
import { type OwnedProcess, startProcess } from '../process/owned-process.ts'
import { ready } from '../process/ready.ts'

const READY_MS = 30_000
// A service gives itself 20 s to end.
const GRACE_MS = 25_000

const NODE_ARGS = ['--disable-warning=TimeoutNegativeWarning', '--import', '@calbridge/telemetry/register']

export interface ProgramOptions {
  /** Unique in the stack (`availability-2`); names log and record. */
  readonly name: string
  /** Where it runs. */
  readonly folder: string
  /** Node's arguments: the file last, then the program's own. */
  readonly args: readonly string[]
  /** The stack's folder, for logs and records. */
  readonly dir: string
  /** All of its configuration. Of this process's environment it sees only what Node itself needs, and OTEL_*. */
  readonly env: Readonly<Record<string, string>>
  /** Answers 200 once it is ready. */
  readonly readyUrl: string
  readonly readyMs?: number
  readonly log: Log
}

/**
 * Runs a file with this process's Node and waits until it says that it is ready; stops with the scope, in the
 * reverse of the order of starting. Throws with the end of its log when it ends or is not ready in time.
 */
export async function startProgram(options: ProgramOptions, scope: Scope): Promise<OwnedProcess> {
  const { name, folder, dir, args, env, readyUrl, readyMs = READY_MS, log } = options
  const program = await startProcess({
    name,
    dir,
    program: process.execPath,
    args: [...args],
    cwd: folder,
    // Compiled once, and stripped of its types: half the time to start, and some 25 MB less.
    env: { ...inherited(), NODE_COMPILE_CACHE: join(dir, 'compile-cache'), ...env },
    graceMs: GRACE_MS,
  })
  scope.defer(name, () => program.stop())
  await ready(program, { what: `200 from ${readyUrl}`, timeoutMs: readyMs, probe: () => httpAnswers(readyUrl), log })
  return program
}

export type ServiceOptions = Omit<ProgramOptions, 'args'> & { readonly nodeArgs?: readonly string[] }

/** A program with a service's anatomy: `src/main.ts` under the telemetry's preload; `readyUrl` is its `/readyz`. */
export const startService = ({ nodeArgs = NODE_ARGS, ...options }: ServiceOptions, scope: Scope): Promise<OwnedProcess> =>
  startProgram({ ...options, args: [...nodeArgs, join('src', 'main.ts')] }, scope)

const INHERITED = /^(PATH|HOME|LANG|TZ|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|OTEL_.*)$/

const inherited = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => INHERITED.test(name)))
