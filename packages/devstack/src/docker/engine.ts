import { join } from 'node:path'
import { runCommand } from '../install/run-command.ts'
import { findProgram } from '../process/find-program.ts'

const ANSWER_MS = 10_000

export const COMPOSE_FILE = join(import.meta.dirname, '../../../../compose.yaml')

/** Is there a Docker engine that answers, and the compose plugin? A client alone is none. */
export async function dockerAnswers(): Promise<boolean> {
  if (!findProgram('docker')) return false
  const answers = (...args: string[]) =>
    runCommand('docker', args, { timeoutMs: ANSWER_MS }).then(
      () => true,
      () => false,
    )
  return (await answers('info', '--format', '{{.ServerVersion}}')) && (await answers('compose', 'version'))
}
