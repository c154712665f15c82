import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { endProcess } from './end-process.ts'
import { findProgram } from './find-program.ts'
import { processIdentity } from './identity.ts'
import { lastLines, openLog } from './log-file.ts'
import { removeRecord, writeRecord } from './record.ts'

export interface ProcessOptions {
  /** Unique in `dir`; names the log `<dir>/logs/<name>.log` and the record `<dir>/run/<name>.json`. */
  readonly name: string
  readonly dir: string
  readonly program: string
  readonly args: readonly string[]
  /** The whole environment; the parent's when absent. */
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** How long it may take to end after SIGTERM before it is killed. */
  readonly graceMs: number
}

export interface OwnedProcess {
  readonly name: string
  readonly pid: number
  readonly logFile: string
  /** Resolves, with how it ended, when the process is gone, for whatever reason. */
  readonly exited: Promise<string>
  /** How it ended; undefined while it runs. */
  readonly ending: string | undefined
  /** SIGTERM, at most `graceMs`, SIGKILL. May be called twice. */
  stop(): Promise<void>
}

/**
 * Starts a process that belongs to this one: detached from the terminal (Ctrl-C reaches it only through `stop`, in
 * the order the owner wants), told to end by the kernel when this process dies, and recorded for the next run.
 * The last log is kept as `<name>.previous.log`.
 */
export async function startProcess({ name, dir, program, args, graceMs, ...options }: ProcessOptions): Promise<OwnedProcess> {
  const logFile = openLog(dir, name)
  const [command, ...rest] = boundToParent([program, ...args])
  const child = spawn(command!, rest, {
    detached: true,
    stdio: ['ignore', logFile.fd, logFile.fd],
    ...(options.env && { env: options.env }),
    ...(options.cwd && { cwd: options.cwd }),
  })
  closeSync(logFile.fd)
  const pid = await started(child, name)
  const identity = processIdentity(pid)
  writeRecord(dir, name, pid)

  let ending: string | undefined
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      ending = signal ? `ended by ${signal}` : `ended with exit code ${code}`
      removeRecord(dir, name)
      resolve(ending)
    })
  })
  const stop = async () => {
    if (ending !== undefined) return
    if (identity) await endProcess(pid, identity, graceMs)
    await exited
  }
  return {
    name,
    pid,
    logFile: logFile.path,
    exited,
    get ending() {
      return ending
    },
    stop,
  }
}

/** Throws with the reason and the end of the log. */
export function failedStart(process: OwnedProcess, reason: string): Error {
  return new Error(`${process.name} did not start: ${reason}. The end of ${process.logFile}:\n${lastLines(process.logFile, 20)}`)
}

// The kernel sends SIGTERM when the parent dies, however it dies. Where `setpriv` is missing (not Linux), the next
// start ends what a crash left.
function boundToParent(command: readonly string[]): readonly string[] {
  const setpriv = findProgram('setpriv')
  return setpriv ? [setpriv, '--pdeathsig', 'TERM', '--', ...command] : command
}

function started(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid!))
    child.once('error', (cause) => reject(new Error(`${name} cannot be started`, { cause })))
  })
}
