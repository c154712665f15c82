import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

// Fields of /proc/<pid>/stat, counted from the one after the command's closing bracket.
const STATE = 0
const THREADS = 17
const START_TIME = 19

/**
 * Names a process for good: a pid alone is handed out again after its process has ended, and after a reboot.
 * Undefined when no such process runs (one that has ended and waits for its parent counts as ended).
 */
export function processIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A killed process shows as ended while threads of it still hold its ports and the locks on its files.
    if (fields[STATE] === 'X' || (fields[STATE] === 'Z' && Number(fields[THREADS]) <= 1)) return undefined
    return `${bootId()}/${pid}/${fields[START_TIME]}`
  } catch {
    return process.platform === 'linux' ? undefined : identityFromPs(pid)
  }
}

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

// Where there is no /proc: to the second, which is enough beside the pid.
function identityFromPs(pid: number): string | undefined {
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    return started === '' ? undefined : `${pid}/${started}`
  } catch {
    return undefined
  }
}
