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

export interface ServiceOptions {
  /** Unique in the stack (`availability-2`); names log and record. */
  readonly name: string
  /** The service's own folder, with `src/main.ts`. */
  readonly folder: string
  /** The stack's folder, for logs and records. */
  readonly dir: string
  /** All of its configuration. Of this process's environment it sees only what Node itself needs, and OTEL_*. */
  readonly env: Readonly<Record<string, string>>
  /** Answers 200 once it is ready: `http://127.0.0.1:<metrics port>/readyz`. */
  readonly readyUrl: string
  readonly nodeArgs?: readonly string[]
  readonly readyMs?: number
  readonly log: Log
}

/**
 * Starts a service with this process's Node and waits until it says that it is ready; stops with the scope, so services
 * stop in the reverse of their order. Throws with the end of its log when it ends or is not ready in time.
 */
export async function startService(options: ServiceOptions, scope: Scope): Promise<OwnedProcess> {
  const { name, folder, dir, env, readyUrl, nodeArgs = NODE_ARGS, readyMs = READY_MS, log } = options
  const service = await startProcess({
    name,
    dir,
    program: process.execPath,
    args: [...nodeArgs, join('src', 'main.ts')],
    cwd: folder,
    env: { ...inherited(), ...env },
    graceMs: GRACE_MS,
  })
  scope.defer(name, () => service.stop())
  await ready(service, { what: `200 from ${readyUrl}`, timeoutMs: readyMs, probe: () => httpAnswers(readyUrl), log })
  return service
}

const INHERITED = /^(PATH|HOME|LANG|TZ|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|OTEL_.*)$/

const inherited = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => INHERITED.test(name)))
