import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Scope } from '@calbridge/core'

export interface Child {
  readonly pid: number
  /** Sends a command and gives its answer; one at a time. */
  ask<Answer>(command: object): Promise<Answer>
}

const ANSWER_MS = 60_000

/** Runs a file of this folder as a process of its own; it ends with the scope, or with this process. */
export async function startChild(file: string, scope: Scope): Promise<Child> {
  const child = fork(join(import.meta.dirname, file), { serialization: 'advanced' })
  scope.defer(file, () => end(child))
  await next(child, file)
  return {
    pid: child.pid ?? 0,
    ask: async <Answer>(command: object) => {
      const answer = next(child, file)
      child.send(command)
      return (await answer) as Answer
    },
  }
}

async function next(child: ChildProcess, file: string): Promise<unknown> {
  const signal = AbortSignal.timeout(ANSWER_MS)
  const died = once(child, 'exit', { signal }).then(([code]) => Promise.reject(new Error(`${file} ended with ${code}`)))
  died.catch(() => {})
  const [message] = (await Promise.race([once(child, 'message', { signal }), died])) as [{ failed?: string }]
  if (message.failed) throw new Error(`${file}: ${message.failed}`)
  return message
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
