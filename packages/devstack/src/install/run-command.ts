import { spawn } from 'node:child_process'

export interface CommandOptions {
  readonly timeoutMs: number
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Lets the command speak with the person at the terminal (a password). */
  readonly askable?: boolean
}

/** Runs to the end and gives what it printed. Throws with the end of its output when it fails or takes too long. */
export async function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const child = spawn(program, args, {
    stdio: [options.askable ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
    ...(options.env && { env: options.env }),
    ...(options.cwd && { cwd: options.cwd }),
  })
  let output = ''
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const ending = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `${signal ?? `exit code ${code}`}`))
  })
  if (ending === undefined) return stdout
  throw new Error(`${program} ${args.join(' ')}: ${ending}\n${output.trimEnd().split('\n').slice(-15).join('\n')}`)
}
