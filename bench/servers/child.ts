import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Scope } from '@calbridge/core'

export interface Child {
  readonly pid: number
  /** Sends a command and gives its answer. Answers come in the order of the commands: ask one after the other. */
  ask<Answer>(command: object, answerMs?: number): Promise<Answer>
  /** Before its scope does. */
  end(): Promise<void>
}

type Message = { readonly failed?: string }

const ANSWER_MS = 60_000
/** Dozens may start at once. */
const START_MS = 120_000

/** Runs a file of this folder as a process of its own; it ends with the scope, or with this process. */
export async function startChild(file: string, scope: Scope): Promise<Child> {
  const child = fork(join(import.meta.dirname, file), { serialization: 'advanced' })
  scope.defer(file, () => end(child))
  let waiting = Promise.withResolvers<Message>()
  child.on('message', (message: Message) => {
    if (message.failed) waiting.reject(new Error(`${file}: ${message.failed}`))
    else waiting.resolve(message)
  })
  child.once('exit', (code) => waiting.reject(new Error(`${file} ended with ${code}`)))

  const answer = async (answerMs = ANSWER_MS): Promise<Message> => {
    const late = setTimeout(() => waiting.reject(new Error(`${file}: no answer within ${answerMs} ms`)), answerMs)
    return waiting.promise.finally(() => clearTimeout(late))
  }
  await answer(START_MS)
  return {
    end: () => end(child),
    pid: child.pid ?? 0,
    ask: async <Answer>(command: object, answerMs?: number) => {
      waiting = Promise.withResolvers()
      child.send(command)
      return (await answer(answerMs)) as Answer
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
