import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { findProgram } from './find-program.ts'

export interface Lock {
  release(): Promise<void>
}

// What flock(1) ends with when it did not get the lock in time; a number that `cat` never ends with.
const NOT_HAD = 75

/**
 * Holds an exclusive lock on a file until released. The kernel holds it for a child that reads from us: whichever way
 * this process ends, the lock is free, and so there are no stale locks. Undefined when it is not had within `waitMs`.
 */
export async function takeLock(path: string, waitMs: number): Promise<Lock | undefined> {
  const flock = findProgram('flock')
  if (!flock) return { release: async () => {} } // not Linux: nothing is installed or started natively there
  mkdirSync(dirname(path), { recursive: true })
  const args = ['--exclusive', '--timeout', (waitMs / 1_000).toFixed(3), '--conflict-exit-code', String(NOT_HAD), '--close', path]
  const child = spawn(flock, [...args, 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  if (!(await held(child, path))) return undefined
  writeFileSync(path, String(process.pid))
  // It alone shall not keep this process alive.
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  ;(child.stdout as unknown as { unref(): void }).unref()
  return { release: () => released(child) }
}

/** The process that holds, or last held, the lock. */
export const lockHolder = (path: string): string => readFileSync(path, 'utf8').trim()

function held(child: ChildProcess, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', () => resolve(true))
    child.once('error', reject)
    child.once('exit', (code) => (code === NOT_HAD ? resolve(false) : reject(new Error(`flock ${path} ended with ${code}`))))
  })
}

function released(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.ref()
    child.stdin!.end()
  })
}
