import { setTimeout as sleep } from 'node:timers/promises'
import { processIdentity } from './identity.ts'

const POLL_MS = 20
// A process in the kernel's hands (a slow disk) may outlive SIGKILL for a moment.
const KILLED_MS = 10_000

/**
 * SIGTERM, a bounded wait, SIGKILL, to the process's whole group. The identity is checked before each signal, so
 * that a pid which meanwhile belongs to somebody else is left alone.
 * Gives true when it ended by itself, false when it had to be killed.
 */
export async function endProcess(pid: number, identity: string, graceMs: number): Promise<boolean> {
  const lives = () => processIdentity(pid) === identity
  if (lives()) signalGroup(pid, 'SIGTERM')
  if (await ended(lives, graceMs)) return true
  signalGroup(pid, 'SIGKILL')
  if (!(await ended(lives, KILLED_MS))) throw new Error(`process ${pid} does not end`)
  return false
}

async function ended(lives: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (lives()) {
    if (performance.now() > deadline) return false
    await sleep(POLL_MS)
  }
  return true
}

// Each of our processes leads a group of its own (`detached`); its pid is the group's id.
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
