import { execFile } from 'node:child_process'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

export interface Ended {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a program of node_modules/.bin, or of the system, to its end; at most 60 s. A bad exit code is an answer, not an error. */
export function runProgram(program: string, args: readonly string[], cwd = ROOT): Promise<Ended> {
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` }
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, timeout: 60_000, encoding: 'buffer', maxBuffer: 64_000_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(new Error(`${program} did not run to its end`, { cause: error }))
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr: String(stderr) })
    })
  })
}
