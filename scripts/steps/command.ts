import { spawn } from 'node:child_process'
import type { Result } from './result.ts'

export interface Command {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a program with our output as its own and gives its exit code; 1 where it cannot be run or was killed. */
export function runToEnd({ program, args, cwd, env = {} }: Command): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env }, ...(cwd && { cwd }) })
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** A check that passes or fails as one. */
export async function check(command: Command): Promise<Result> {
  console.log(`\n— ${command.name}`)
  const begun = performance.now()
  const code = await runToEnd(command)
  console.log(`${command.name}: ${code === 0 ? 'passed' : 'FAILED'} in ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}
