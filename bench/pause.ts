import type { Scope } from '@calbridge/core'
import type { StackFile } from '../scripts/stack/stack-file.ts'

/**
 * Stops the stack's other processes where they are (SIGSTOP), so that what is measured has the machine for itself; they go on
 * when the returned function is called, or the scope ends. Names as in `stack.json`.
 */
export function pause({ pids }: StackFile, names: readonly string[], scope: Scope): () => void {
  const paused = names.flatMap((name) => pids[name as keyof typeof pids] ?? [])
  for (const pid of paused) process.kill(pid, 'SIGSTOP')
  const goOn = (): void => {
    for (const pid of paused.splice(0)) process.kill(pid, 'SIGCONT')
  }
  scope.defer('paused processes', goOn)
  return goOn
}
